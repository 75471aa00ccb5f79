// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a vendor can fail to let a session begin: the client is let in, and told by a close. */
@Timeout(60)
class VendorRefusalTest extends OnFaultStage {
    private static final Close UNREACHABLE = new Close(1011, "upstream_unreachable");

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of("upstreams.connect_timeout", "1s"));
    }

    @ParameterizedTest
    @CsvSource({"401, UPSTREAM_UNAUTHORIZED", "403, UPSTREAM_UNAUTHORIZED", "200, UPSTREAM_UNREACHABLE", "302, UPSTREAM_UNREACHABLE",
        "400, UPSTREAM_UNREACHABLE", "404, UPSTREAM_UNREACHABLE", "429, UPSTREAM_UNREACHABLE", "500, UPSTREAM_UNREACHABLE",
        "503, UPSTREAM_UNREACHABLE"})
    void shouldTellWhatTheVendorAnswered(int status, RelayError error) throws Exception {
        assertThat(heardAfter("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 6\r\n\r\nsecret"))
                .isEqualTo(new Close(error.closeCode(), error.code()));
        stage.awaitCounted(error, 1);
        stage.awaitLine("upstream 127.0.0.1: " + error.code() + " (HTTP " + status + ")");
    }

    /** Of the third, 101 without its proof, the other side may be anybody. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000\u00ff\u0016\u0003\u0001 garbage\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: none\r\n\r\n"})
    void shouldNotTakeAnythingElseForAWebSocket(String answer) throws Exception {
        assertThat(heardAfter(answer)).isEqualTo(UNREACHABLE);
        stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
    }

    @Test
    void shouldNotKeepAHeadWithoutEnd() throws Exception {
        assertThat(heardAfter("HTTP/1.1 101 Switching Protocols\r\n" + "X: y\r\n".repeat(10_000))).isEqualTo(UNREACHABLE);
        assertThat(heardAfter("HTTP/1.1 101 " + "x".repeat(100_000))).isEqualTo(UNREACHABLE);
        stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 2);
    }

    @Test
    void shouldNotWaitLongerThanItsTimeForAHeadInDrops() throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = stage.vendor().accept()) {
            vendor.write("HTTP/1.1 101 Switching");
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            stage.awaitLine("no answer in 1000 ms");
            stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
        }
    }

    @Test
    void shouldTellThatItWasReset() throws Exception {
        try (RawPeer client = stage.connect()) {
            stage.vendor().accept().reset();
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            stage.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
        }
    }

    /** The vendor says this and hangs up. */
    private static Close heardAfter(String answer) throws Exception {
        try (RawPeer client = stage.connect()) {
            try (RawPeer vendor = stage.vendor().accept()) {
                vendor.readHead();
                vendor.write(answer);
                vendor.socket().shutdownOutput();
                return client.readClose();
            }
        }
    }

    @Test
    void shouldTellThatNobodyListens() throws Exception {
        int nobodysPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobodysPort = socket.getLocalPort();
        }
        assertThat(heardFrom("ws://127.0.0.1:" + nobodysPort + "/v1/realtime")).contains("upstream_unreachable", "refused");
    }

    @Test
    void shouldTellThatNobodyHasThatName() throws Exception {
        assertThat(heardFrom("ws://nobody.invalid/v1/realtime")).contains("upstream_unreachable", "nobody.invalid");
    }

    /** What the relay writes down of a vendor that is not there. */
    private static String heardFrom(String url) throws Exception {
        try (FaultStage other = FaultStage.start(Map.of("upstreams.openai.url", url)); RawPeer client = other.connect()) {
            assertThat(client.readClose()).isEqualTo(UNREACHABLE);
            other.awaitCounted(RelayError.UPSTREAM_UNREACHABLE, 1);
            other.awaitLine("upstream_unreachable");
            String line = other.lines().stream().filter(each -> each.startsWith("upstream ")).findFirst().orElseThrow();
            other.isCalm();
            return line;
        }
    }
}
