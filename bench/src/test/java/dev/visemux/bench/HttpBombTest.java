// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody sends who wants an answer, at both ports: it is refused or cut, and keeps no memory. */
@Timeout(60)
class HttpBombTest extends OnFaultStage {
    private static final int MIB = 1 << 20;

    private enum Port {
        PUBLIC, MANAGEMENT;

        URI url() {
            return this == PUBLIC ? stage.rig().relay().publicUrl() : stage.rig().relay().managementUrl();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of("http.handshake", "1s", "http.idle", "1s", "http.max_json_bytes", "64KiB",
                "http.max_audio_bytes", "64KiB"));
    }

    @Override
    @AfterEach
    void isCalm() throws Exception {
        super.isCalm();
        Await.until("no request is open", () -> stage.gauge("visemux_http_requests_open") == 0);
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void shouldSurviveRandomBytes(Port port) throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[1 + random.nextInt(30_000)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[noise.length - 1] = '\n'; // a line, whatever it says
            }
            assertThat(heardAfter(port, "", noise)).isIn("", "HTTP/1.1 400", "HTTP/1.1 414", "HTTP/1.1 431");
        }
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void shouldEndAHeadThatComesInDrops(Port port) throws Exception {
        try (RawPeer slow = RawPeer.connect(port.url())) {
            Thread drops = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0;; i++) {
                        slow.write(i == 0 ? "GET /healthz HTTP/1.1\r\n" : "X" + i + ": y\r\n");
                        LockSupport.parkNanos(50_000_000);
                    }
                } catch (IOException _) {
                    // cut
                }
            });
            assertThat(everything(slow)).isEmpty();
            drops.join();
        }
        stage.awaitCounted(Counter.SLOW_HEADS, 1);
    }

    @ParameterizedTest
    @CsvSource({"PUBLIC, 1000000, 1, 414", "PUBLIC, 1, 1000000, 431", "MANAGEMENT, 1000000, 1, 414",
        "MANAGEMENT, 1, 1000000, 431"})
    void shouldRefuseAHeadWithoutEnd(Port port, int path, int header, String status) throws Exception {
        assertThat(heardAfter(port, "GET /" + "a".repeat(path) + " HTTP/1.1\r\nX: " + "a".repeat(header) + "\r\n\r\n"))
                .isIn("HTTP/1.1 " + status, ""); // whose sender was still writing may miss the answer
        stage.awaitCounted(status.equals("414") ? RelayError.URI_TOO_LONG : RelayError.HEADERS_TOO_LARGE, 1);
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void shouldRefuseHeadersWithoutNumber(Port port) throws Exception {
        assertThat(heardAfter(port, "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(200_000) + "\r\n")).isIn("HTTP/1.1 431", "");
        stage.awaitCounted(RelayError.HEADERS_TOO_LARGE, 1);
    }

    /** A sender of an endless body, in every way that it can be told. */
    @ParameterizedTest
    @ValueSource(strings = {
        "POST /v1/get-signed-url|application/json", "POST /v1/visemes|application/json", "POST /v1/visemes|audio/l16;rate=16000",
        "POST /v1/session-token|application/json"})
    void shouldRefuseABodyWithoutEnd(String what) throws Exception {
        String[] parts = what.split("\\|");
        String head = parts[0] + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + stage.rig().tenant().tenantKey()
                + "\r\nContent-Type: " + parts[1] + "\r\n";
        assertThat(heardAfter(Port.PUBLIC, head + "Content-Length: 99999999999\r\n\r\n", new byte[MIB])).isIn("HTTP/1.1 413", "");
        String chunk = "8000\r\n" + "[".repeat(0x8000) + "\r\n";
        assertThat(heardAfter(Port.PUBLIC, head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(64)))
                .isIn("HTTP/1.1 413", "HTTP/1.1 400", "HTTP/1.1 200", "");
        assertThat(heardAfter(Port.PUBLIC, head + "Transfer-Encoding: chunked\r\n\r\n" + "f".repeat(30_000)))
                .isIn("HTTP/1.1 400", "");
        assertThat(heardAfter(Port.PUBLIC, head + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(30_000) + "\r\n"))
                .isIn("HTTP/1.1 400", "");
    }

    @Test
    void shouldReadNothingOfWhoHasNoKey() throws Exception {
        String head = "POST /v1/get-signed-url HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n";
        assertThat(heardAfter(Port.PUBLIC, head, new byte[MIB])).isIn("HTTP/1.1 401", "");
        stage.awaitCounted(RelayError.UNAUTHORIZED, 1);
    }

    /** Parsed with a stack, half a megabyte of brackets would be its end. */
    @Test
    void shouldRefuseJsonWithoutBottom() throws Exception {
        String body = "{\"config\":" + "[".repeat(60_000);
        assertThat(heardAfter(Port.PUBLIC, "POST /v1/get-signed-url HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + stage.rig().tenant().tenantKey() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
                .isEqualTo("HTTP/1.1 400");
        stage.awaitCounted(RelayError.INVALID_REQUEST, 1);
    }

    @ParameterizedTest
    @EnumSource(Port.class)
    void shouldAnswerWhatIsSoundAndNothingBehindTheFirstNonsense(Port port) throws Exception {
        String sound = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";
        try (RawPeer peer = RawPeer.connect(port.url())) {
            peer.write(sound + sound + "nonsense\r\n\r\n" + sound + "\u0000\u00ff" + sound);
            String all = everything(peer);
            assertThat(all.split("HTTP/1.1 404", -1)).hasSize(3);
            assertThat(all.split("HTTP/1.1 400", -1)).hasSize(2);
        }
        stage.awaitCounted(RelayError.INVALID_REQUEST, 1);
        stage.awaitCounted(RelayError.NOT_FOUND, 2);
    }

    private static String heardAfter(Port port, String said) throws IOException {
        return heardAfter(port, said, new byte[0]);
    }

    /** The start of the status line; nothing where the relay hung up, or reset a sender that went on sending. */
    private static String heardAfter(Port port, String head, byte[] rest) throws IOException {
        try (RawPeer peer = RawPeer.connect(port.url())) {
            try {
                peer.write("", head.getBytes(StandardCharsets.ISO_8859_1), rest);
                peer.socket().shutdownOutput();
            } catch (SocketException _) {
                // it had heard enough
            }
            String all = everything(peer);
            return all.substring(0, Math.min(all.length(), 12));
        }
    }

    private static String everything(RawPeer peer) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            while (true) {
                all.append((char) peer.in().readUnsignedByte());
            }
        } catch (EOFException | SocketException _) {
            return all.toString();
        }
    }
}
