// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** IPv6 on both sides, wherever an address can stand. */
@Timeout(60)
class Ipv6Test {
    private static final String SIGN = "{\"config\":{\"provider\":\"openai\","
            + "\"provider_config\":{\"api_key\":\"sk\",\"model\":\"m\"}}}";
    private static final byte[] PROXY_V1 = "PROXY TCP6 2001:db8::7 ::1 4000 80\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "GET /openapi.yaml HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROXY_V2 = {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x21, 0, 36,
        0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x12, 0x34, 0, 80};

    @BeforeAll
    static void need() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            Assumptions.assumeTrue(any.isBound());
        } catch (IOException e) {
            Assumptions.abort("this machine has no IPv6: " + e.getMessage());
        }
    }

    @Test
    void shouldServeAndDialByAddressesInBrackets() throws Exception {
        try (ServerSocket vendor = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"));
                LocalRelay relay = LocalRelay.start("public.host", "::1", "management.host", "::1",
                        "upstreams.openai.url", "ws://[::1]:" + vendor.getLocalPort() + "/v1/realtime");
                Wire client = relay.wire()) {
            URI url = relay.server.publicUrl();
            assertThat(url.toString()).startsWith("http://[::1]:");
            assertThat(relay.manage("GET", "/readyz").statusCode()).isEqualTo(200);
            String signed = relay.post("/v1/get-signed-url", SIGN).body().replaceAll(".*\"signed_url\":\"([^\"]*)\".*", "$1");
            assertThat(signed).startsWith("ws://" + url.getAuthority() + "/v1/openai-realtime/ws?token=");
            client.send(upgrade(URI.create(signed).getRawPath() + "?" + URI.create(signed).getRawQuery()));
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            try (Socket dialed = vendor.accept()) {
                byte[] heard = new byte[8_192];
                String request = new String(heard, 0, dialed.getInputStream().read(heard), StandardCharsets.US_ASCII);
                assertThat(request).startsWith("GET /v1/realtime?model=m HTTP/1.1")
                        .containsIgnoringCase("host: [::1]:" + vendor.getLocalPort());
            }
        }
    }

    @Test
    void shouldServeBothKindsOfAddressesAtOnce() throws Exception {
        try (LocalRelay relay = LocalRelay.start("public.host", "::", "public.plain_http", "true")) {
            int port = relay.server.publicUrl().getPort();
            assertThat(relay.server.publicUrl()).hasToString("http://[::1]:" + port);
            for (String host : new String[] {"::1", "127.0.0.1"}) {
                try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
                    socket.getOutputStream().write(GET);
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void shouldCountUpgradesByTheAddressThatAListedProxyTells() throws Exception {
        try (LocalRelay relay = LocalRelay.start("public.host", "::1", "public.proxies", "::1/128",
                "http.upgrades_per_minute", "1")) {
            assertThat(told(relay, new byte[0])).contains("token_invalid");
            assertThat(told(relay, new byte[0])).contains("rate_limited");
            assertThat(told(relay, PROXY_V1)).contains("token_invalid");
            assertThat(told(relay, PROXY_V2)).contains("token_invalid");
            assertThat(told(relay, PROXY_V2)).contains("rate_limited");
        }
    }

    private static String told(LocalRelay relay, byte[] first) throws IOException {
        try (Wire wire = relay.wire()) {
            return wire.send(first).send(upgrade("/v1/realtime?token=x")).rest();
        }
    }

    private static String upgrade(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    }
}
