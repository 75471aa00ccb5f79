// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stands between the internet and the relay: a balancer's word on whose connection it is, and a certificate. */
@Timeout(60)
class FrontTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCountUpgradesByTheAddressThatAListedProxyTells() throws IOException {
        try (LocalRelay relay = LocalRelay.start("public.proxies", "127.0.0.1", "http.upgrades_per_minute", "1")) {
            assertThat(upgrade(relay, "", "")).contains("token_invalid");
            assertThat(upgrade(relay, "", "")).contains("rate_limited");
            assertThat(upgrade(relay, "PROXY TCP4 203.0.113.7 10.0.0.1 4000 80\r\n", "")).contains("token_invalid");
            assertThat(upgrade(relay, "", "X-Forwarded-For: 203.0.113.7\r\n")).contains("rate_limited");
        }
    }

    private static String upgrade(LocalRelay relay, String first, String header) throws IOException {
        try (Wire wire = relay.wire()) {
            return wire.send(first + "GET /v1/realtime?token=x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n").rest();
        }
    }

    @Test
    void shouldReadARenewedCertificateAndKeepTheOldOneWhereItIsBroken() throws Exception {
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        write(chain, key);
        Certificate certificate = new Certificate(RelayConfig.of(Map.of(
                "public.tls.certificate", chain.toString(), "public.tls.key", key.toString())).publicDoor().tls());
        Object first = context(certificate);
        certificate.refresh();
        assertThat(context(certificate)).isSameAs(first);
        Files.writeString(key, "not a key");
        certificate.refresh();
        assertThat(context(certificate)).isSameAs(first);
        write(chain, key);
        certificate.refresh();
        assertThat(context(certificate)).isNotSameAs(first);
        Files.writeString(chain, "nonsense");
        assertThatThrownBy(() -> new Certificate(RelayConfig.of(Map.of(
                "public.tls.certificate", chain.toString(), "public.tls.key", key.toString())).publicDoor().tls()))
                .isInstanceOf(ConfigException.class).hasMessageContaining("public.tls");
    }

    /** Handlers of one context share its sessions. */
    private static Object context(Certificate certificate) {
        return certificate.handler(UnpooledByteBufAllocator.DEFAULT).engine().getSession().getSessionContext();
    }

    private static void write(Path chain, Path key) throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject("CN=localhost").setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(chain, bundle.getCertificatePEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
    }
}
