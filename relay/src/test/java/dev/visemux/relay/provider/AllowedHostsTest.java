// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.RelayConfig.Upstreams.Upstream;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    private final AllowedHosts hosts = new AllowedHosts(new Upstream(URI.create("https://api.vendor.example"),
            List.of("eu.Vendor.example", "test.vendor.example:8443")));
    private final AllowedHosts loopback = new AllowedHosts(new Upstream(URI.create("http://127.0.0.1:4000"),
            List.of("[::1]:4001", "other")));

    @ParameterizedTest
    @ValueSource(strings = {"wss://api.vendor.example/v1/x?agent_id=a&conversation_signature=s", "https://api.vendor.example",
        "WSS://API.Vendor.Example:443/", "wss://eu.vendor.example/x", "wss://EU.vendor.example:443", "wss://test.vendor.example:8443/"})
    void shouldTakeTheVendorsOwnAndWhatTheOperatorLists(String url) {
        assertThat(hosts.check(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://api.vendor.example/", "http://api.vendor.example", "ws://api.vendor.example:443/",
        "wss://api.vendor.example:8443/", "wss://api.vendor.example:80/", "wss://eu.vendor.example:8443/", "ws://eu.vendor.example/",
        "wss://test.vendor.example/", "wss://evil.example/", "wss://api.vendor.example.evil.example/", "wss://xapi.vendor.example/",
        "wss://api.vendor.example./", "wss://api.vendor.example@evil.example/", "wss://evil.example@api.vendor.example/",
        "wss://api.vendor.example:x@evil.example/", "wss://evil.example#@api.vendor.example/", "wss://api.vendor.example/#x",
        "wss://evil.example\\@api.vendor.example/", "wss://api.vendor.example\\.evil.example/", "wss:///api.vendor.example/",
        "wss:api.vendor.example", "//api.vendor.example/", "/v1/convai", "", " wss://api.vendor.example/", "wss://api.vendor.example/a b",
        "wss://api.vendor.ex\u0430mple/", "wss://api.vendor.ex%61mple/", "wss://\uff41pi.vendor.example/", "wss://api_vendor.example/",
        "wss://169.254.169.254/", "wss://127.0.0.1/", "wss://[::1]/", "wss://0x7f.1/", "ftp://api.vendor.example/", "file:///etc/passwd",
        "javascript:alert(1)", "wss://api.vendor.example:99999/", "wss://api.vendor.example:-1/", "wss://api.vendor.example\r\nX: y/"})
    void shouldRefuseEveryOther(String url) {
        assertThatThrownBy(() -> hosts.check(url)).isInstanceOfSatisfying(RelayException.class,
                e -> assertThat(e.error()).isEqualTo(RelayError.UPSTREAM_HOST_REFUSED));
    }

    @Test
    void shouldKeepToThePlainTransportWhereItIsConfigured() {
        assertThat(loopback.check("ws://127.0.0.1:4000/x")).hasPort(4000);
        assertThat(loopback.check("ws://[::1]:4001/x")).hasPort(4001);
        assertThat(loopback.check("wss://other/x")).hasScheme("wss");
        for (String url : List.of("wss://127.0.0.1:4000/", "ws://127.0.0.1/", "ws://localhost:4000/", "ws://[::1]/", "ws://127.1:4000/")) {
            assertThatThrownBy(() -> loopback.check(url)).as(url).isInstanceOf(RelayException.class);
        }
    }

    @Test
    void shouldNameTheHostAndTheRemedyButNoSecret() {
        assertThatThrownBy(() -> hosts.check("wss://evil.example/v1?conversation_signature=secret"))
                .hasMessage("api.vendor.example handed back wss://evil.example; the operator may list it in allowed_hosts");
    }
}
