// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.MetricsTable;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RelayServerTest {
    private static final String UPGRADE = "GET /v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

    @TempDir
    private Path folder;

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1)).toList();
    }

    @Test
    void shouldServeOnPortsTheSystemChoseAndLeaveNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (LocalRelay relay = LocalRelay.start()) {
            assertThat(relay.server.publicUrl().getPort()).isPositive().isNotEqualTo(relay.server.managementUrl().getPort());
            assertThat(relay.manage("GET", "/readyz").statusCode()).isEqualTo(200);
            assertThat(relay.manage("GET", "/healthz").body()).isEqualTo("{\"status\":\"up\"}");
            assertThat(found("# TYPE (\\S+)", relay.manage("GET", "/metrics").body())).as("the table tells what is scraped")
                    .containsExactlyInAnyOrderElementsOf(found("(?m)^\\| `([^`]+)`", MetricsTable.print()).stream()
                            .filter(name -> !name.equals("visemux_redis_unavailable")).toList());
        }
        assertThat(Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName).filter(name -> name.startsWith("loop") || name.startsWith("visemux")).collect(Collectors.toSet()))
                .isEmpty();
    }

    @Test
    void shouldDrain() throws Exception {
        try (LocalRelay relay = LocalRelay.start("session.drain_grace", "30s"); Wire busy = relay.wire()) {
            busy.send("POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + relay.key
                    + "\r\nContent-Type: audio/l16;rate=8000\r\nContent-Length: 16000\r\n\r\n").send(new byte[15_998]);
            assertThat(busy.until("\r\n")).contains("200");
            assertThat(relay.manage("POST", "/drain").statusCode()).isEqualTo(202);
            HttpResponse<String> readiness = relay.manage("GET", "/readyz");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.headers().firstValue("Retry-After")).isPresent();
            try (Wire late = relay.wire()) {
                assertThat(late.send(UPGRADE).until("}")).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: ").contains("draining");
            }
            CompletableFuture<Void> drained = relay.server.drain();
            assertThat(drained).isNotDone();
            assertThat(busy.send(new byte[2]).until("\r\n0\r\n\r\n")).contains("\"chunk_progress\":\"5/0\"");
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldNotWaitForRequestsBeyondTheGrace() throws Exception {
        try (LocalRelay relay = LocalRelay.start("session.drain_grace", "0s"); Wire busy = relay.wire()) {
            busy.send("POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + relay.key
                    + "\r\nContent-Type: audio/l16;rate=8000\r\nContent-Length: 16000\r\n\r\n").send(new byte[100]);
            assertThat(busy.until("\r\n")).contains("200");
            relay.server.drain().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldCloseOpenSessionsWith1001AfterTheGrace() throws Exception {
        try (ServerSocket vendor = new ServerSocket(0);
                LocalRelay relay = LocalRelay.start("session.drain_grace", "200ms", "session.drain_jitter", "0s",
                        "upstreams.openai.url", "ws://127.0.0.1:" + vendor.getLocalPort() + "/v1/realtime");
                Wire client = relay.wire()) {
            client.send(UPGRADE.replace("Host: x", "Authorization: Bearer " + token(relay)));
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            try (Socket upstream = vendor.accept()) {
                CompletableFuture<Void> drained = relay.server.drain();
                assertThat(client.until("draining")).isEqualTo("\u0088\n\u0003\u00e9draining"); // close, 10 bytes, 1001
                client.close();
                drained.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void shouldHoldATenantToItsLimits() throws Exception {
        try (ServerSocket vendor = new ServerSocket(0);
                LocalRelay relay = LocalRelay.start("upstreams.openai.url", "ws://127.0.0.1:" + vendor.getLocalPort() + "/v1/realtime")) {
            Files.writeString(relay.tenants, Files.readString(relay.tenants)
                    + "  limits: {concurrent_sessions: 1, upgrades_per_minute: 3}\n  origins: ['https://app.acme.example']\n");
            String good = "Origin: https://app.acme.example\r\nAuthorization: Bearer " + token(relay);
            try (Wire first = relay.wire()) {
                assertThat(first.send(UPGRADE.replace("Host: x", good)).until("\r\n\r\n")).startsWith("HTTP/1.1 101");
                vendor.accept().close();
                assertThat(first.until("upstream_unreachable")).contains("\u0003\u00f3");
            }
            while (!relay.manage("GET", "/metrics").body().contains("visemux_sessions_open 0")) {
                Thread.onSpinWait();
            }
            try (Wire second = relay.wire(); Wire third = relay.wire(); Wire fourth = relay.wire(); Wire evil = relay.wire()) {
                evil.send(UPGRADE.replace("Host: x", "Origin: https://evil.example\r\nAuthorization: Bearer " + token(relay)));
                assertThat(evil.until("forbidden")).endsWith("forbidden");
                second.send(UPGRADE.replace("Host: x", "Authorization: Bearer " + token(relay)));
                assertThat(second.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
                Socket upstream = vendor.accept();
                third.send(UPGRADE.replace("Host: x", "Authorization: Bearer " + token(relay)));
                assertThat(third.until("quota_exceeded")).endsWith("quota_exceeded");
                fourth.send(UPGRADE.replace("Host: x", "Authorization: Bearer " + token(relay)));
                assertThat(fourth.until("rate_limited")).endsWith("rate_limited");
                upstream.close();
            }
        }
    }

    private static String token(LocalRelay relay) throws IOException, InterruptedException {
        String answer = relay.post("/v1/get-signed-url",
                "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"api_key\":\"sk\",\"model\":\"m\"}}}").body();
        return answer.replaceAll(".*\"api_key\":\"(.*)\".*", "$1");
    }

    @Test
    void shouldSpeakTlsWhereACertificateIsSet() throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject("CN=localhost").addSanDnsName("localhost").setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("chain.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        try (LocalRelay relay = LocalRelay.start("public.tls.certificate", certificate.toString(), "public.tls.key", key.toString())) {
            URI url = relay.server.publicUrl();
            assertThat(url.getScheme()).isEqualTo("https");
            try (SSLSocket socket = (SSLSocket) trusting(bundle).getSocketFactory().createSocket("localhost", url.getPort())) {
                socket.getOutputStream().write("GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
                assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 200").contains("/v1/visemes");
            }
        }
    }

    private static SSLContext trusting(X509Bundle bundle) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", bundle.getCertificate());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    @Test
    void shouldSayWhatIsWrongWithPortsAndCertificates() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> LocalRelay.start("public.host", "0.0.0.0", "public.plain_http", "true",
                    "public.port", "" + taken.getLocalPort()))
                    .isInstanceOf(ConfigException.class).hasMessageContaining("public.port: cannot listen on");
        }
        Path nonsense = Files.writeString(folder.resolve("x.pem"), "nonsense");
        assertThatThrownBy(() -> LocalRelay.start("public.tls.certificate", nonsense.toString(), "public.tls.key", nonsense.toString()))
                .isInstanceOf(ConfigException.class).hasMessageStartingWith("public.tls: ");
    }

    @Test
    void shouldTakePublicUrlFromTheSettingsWithoutItsSlash() {
        try (LocalRelay relay = LocalRelay.start("public.url", "https://relay.example.com/")) {
            assertThat(relay.server.publicUrl()).hasToString("https://relay.example.com");
        }
    }
}
