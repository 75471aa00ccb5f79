// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a vendor can end a session that stands. */
@Timeout(60)
class VendorEndTest extends OnFaultStage {
    private static final int CLOSE = 0x88;

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of());
    }

    /** What the client hears when the vendor does this. */
    private static Close heardAfter(Fault fault) throws Exception {
        try (RawPeer client = stage.connect(); RawPeer vendor = stage.vendor().answer()) {
            vendor.write("", RawPeer.frame("{\"type\":\"session.created\"}", false));
            assertThat(client.readFrame()).contains("session.created");
            fault.happens(vendor);
            Close heard = client.readClose();
            stage.awaitLine(" ends: ");
            return heard;
        }
    }

    private interface Fault {
        void happens(RawPeer vendor) throws Exception;
    }

    @Test
    void shouldTellThatItHungUp() throws Exception {
        assertThat(heardAfter(RawPeer::close)).isEqualTo(new Close(1011, "upstream_lost"));
        stage.awaitCounted(RelayError.UPSTREAM_LOST, 1);
    }

    @Test
    void shouldTellThatItWasReset() throws Exception {
        assertThat(heardAfter(RawPeer::reset)).isEqualTo(new Close(1011, "upstream_lost"));
        stage.awaitCounted(RelayError.UPSTREAM_LOST, 1);
    }

    /** Reading the vendor had stopped, for the client read nothing, when it hung up: what it had said is still there. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 96})
    void shouldTellAllThatItSaidBeforeItHungUp(int messages) throws Exception {
        String said = "{\"type\":\"response.done\",\"x\":\"" + "x".repeat(64 << 10) + "\"}";
        try (RawPeer client = stage.connect(); RawPeer vendor = stage.vendor().answer()) {
            for (int i = 0; i < messages; i++) {
                vendor.write("", RawPeer.frame(said, false));
            }
            vendor.close();
            for (int i = 0; i < messages; i++) {
                assertThat(client.readFrame()).hasSameSizeAs(said);
            }
            assertThat(client.readClose()).isEqualTo(new Close(1011, "upstream_lost"));
            stage.awaitCounted(RelayError.UPSTREAM_LOST, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 20})
    void shouldTellThatItHungUpInsideAFrame(int bytes) throws Exception {
        byte[] frame = RawPeer.frame("{\"type\":\"response.done\",\"x\":1}", false);
        Close heard = heardAfter(vendor -> {
            vendor.socket().getOutputStream().write(frame, 0, bytes);
            vendor.close();
        });
        // Half a frame went on already: a close frame behind it would be read as the rest.
        assertThat(heard).isIn(new Close(1011, "upstream_lost"), Close.ABNORMAL);
        stage.awaitCounted(RelayError.UPSTREAM_LOST, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void shouldPassItsCodeAndReasonOn(int code) throws Exception {
        assertThat(heardAfter(vendor -> vendor.write("", RawPeer.frame(CLOSE, RawPeer.close(code, "grüße"), false))))
                .isEqualTo(new Close(code, "grüße"));
    }

    @Test
    void shouldPassACloseWithoutCodeOn() throws Exception {
        assertThat(heardAfter(vendor -> vendor.write("", RawPeer.frame(CLOSE, new byte[0], false)))).isEqualTo(new Close(1005, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535})
    void shouldNotPassOnWhatMayNotStandInACloseFrame(int code) throws Exception {
        assertThat(heardAfter(vendor -> vendor.write("", RawPeer.frame(CLOSE, RawPeer.close(code, ""), false))))
                .isEqualTo(new Close(1011, "upstream_protocol_error"));
        stage.awaitCounted(RelayError.UPSTREAM_PROTOCOL_ERROR, 1);
    }

    @Test
    void shouldNotPassOnAReasonThatIsNoText() throws Exception {
        byte[] body = "\u0003\u00f0bad \u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(heardAfter(vendor -> vendor.write("", RawPeer.frame(CLOSE, body, false)))).isEqualTo(new Close(1008, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "\u0088\u0001x",                 // a close of one byte
        "\u0089\u007e\u0000\u007e",      // a ping longer than 125 bytes
        "\u0009\u0000",                  // a ping in fragments
        "\u0081\u0081abcdx",             // masked by a server
        "\u00c1\u0001x",                 // compressed, which nobody agreed on
        "\u0083\u0001x", "\u008b\u0000", // opcodes that do not exist
        "\u0080\u0001x",                 // goes on with nothing
        "\u0001\u0001x\u0001\u0001x",    // a message inside another
        "\u0081\u007e\u0000\u0001x",     // a length that takes more bytes than it needs
        "HTTP/1.1 200 OK\r\n\r\n"})
    void shouldEndASessionWhoseVendorBreaksTheProtocol(String bytes) throws Exception {
        assertThat(heardAfter(vendor -> vendor.write("", bytes.getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo(new Close(1011, "upstream_protocol_error"));
        stage.awaitCounted(RelayError.UPSTREAM_PROTOCOL_ERROR, 1);
    }

    @Test
    void shouldEndASessionWhoseVendorPingsWithoutEnd() throws Exception {
        byte[] pings = new byte[2 * 10_000];
        for (int i = 0; i < pings.length; i += 2) {
            pings[i] = (byte) 0x89;
        }
        assertThat(heardAfter(vendor -> vendor.write("", pings))).isEqualTo(new Close(1011, "upstream_protocol_error"));
        stage.awaitCounted(RelayError.UPSTREAM_PROTOCOL_ERROR, 1);
    }
}
