// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vendor whose certificate is not in order gets no byte of a request, and with it no key. */
@Timeout(60)
class VendorTlsTest extends OnFaultStage {
    private static final String TRUSTED = "javax.net.ssl.trustStore";
    private static final Instant NOW = Instant.now();
    private static final Close UNREACHABLE = new Close(1011, "upstream_unreachable");
    private static X509Bundle authority;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        authority = authority("known");
        KeyStore trusted = KeyStore.getInstance("JKS"); // may be read without a password
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        Path file = folder.resolve("trusted");
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, "secret".toCharArray());
        }
        System.setProperty(TRUSTED, file.toString());
        try {
            stage = FaultStage.start("wss://localhost", Map.of("upstreams.connect_timeout", "2s"));
        } finally {
            System.clearProperty(TRUSTED);
        }
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
    }

    private static CertificateBuilder certificate(String host) {
        return new CertificateBuilder().subject("CN=" + host).addSanDnsName(host).notBefore(NOW.minus(2, ChronoUnit.DAYS));
    }

    @Test
    void shouldSpeakToAVendorWhoseCertificateIsInOrder() throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = present(certificate("localhost").buildIssuedBy(authority))) {
            vendor.write(RawPeer.accept(vendor.readHead()), RawPeer.frame("{}", false));
            assertThat(client.readFrame()).isEqualTo("{}");
        }
    }

    @Test
    void shouldNotTrustACertificateOfNobodyItKnows() throws Exception {
        assertRefused(certificate("localhost").buildIssuedBy(authority("unknown")), "certification path");
    }

    @Test
    void shouldNotTrustACertificateThatHasExpired() throws Exception {
        assertRefused(certificate("localhost").notAfter(NOW.minus(1, ChronoUnit.DAYS)).buildIssuedBy(authority), "NotAfter");
    }

    @Test
    void shouldNotTrustACertificateOfAnotherHost() throws Exception {
        assertRefused(certificate("localhost.example").buildIssuedBy(authority),
                "No subject alternative DNS name matching localhost");
    }

    @Test
    void shouldNotSpeakInTheClearWhereTlsIsExpected() throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = stage.vendor().accept()) {
            vendor.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
        }
    }

    @Test
    void shouldNotWaitForeverForAHandshake() throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = stage.vendor().accept()) {
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
            stage.awaitLine("no answer in 2000 ms");
            assertThat(vendor.socket().isConnected()).isTrue();
        }
    }

    private static void assertRefused(X509Bundle shown, String why) throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = present(shown)) {
            assertThat(heard(vendor)).as("by a vendor that is not known").isEmpty();
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
            stage.awaitLine("upstream localhost: upstream_unreachable (");
            stage.awaitLine(why);
        }
    }

    private static String heard(RawPeer vendor) throws IOException {
        try {
            return vendor.readHead();
        } catch (SSLException | EOFException | SocketException _) {
            return "";
        }
    }

    /** The relay's next connection, to which this is shown. */
    private static RawPeer present(X509Bundle shown) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(shown.toKeyManagerFactory().getKeyManagers(), null, null);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(stage.vendor().socket().accept(), null, true);
        socket.setUseClientMode(false);
        return RawPeer.of(socket);
    }
}
