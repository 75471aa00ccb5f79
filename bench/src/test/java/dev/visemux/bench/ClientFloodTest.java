// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of a session that sends what costs it nothing, again and again: it is cut, and its relay grows by nothing. */
@Timeout(60)
class ClientFloodTest extends BetweenPeers {
    private static final int PING = 0x89;
    private static final int MAX_MESSAGE_BYTES = 64 << 10;
    /** One that the session must see whole, and therefore gathers. */
    private static final byte[] CANCEL = "{\"type\":\"response.cancel\",\"x\":\"".getBytes();

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of("session.max_message_bytes", "64KiB", "session.buffer_bytes", "64KiB"));
    }

    @Test
    void shouldAnswerThePingsOfAnyClient() throws Exception {
        connect();
        for (int i = 0; i < 100; i++) { // max_idle_frames
            client.write("", RawPeer.frame(PING, ("p" + i).getBytes(), true));
        }
        String last = client.readFrame();
        while (!last.equals("p99")) {
            last = client.readFrame();
        }
    }

    @ParameterizedTest
    @CsvSource({"9, true", "9, false", "10, true"})
    void shouldCutWhoPingsWithoutEnd(int opcode, boolean reads) throws Exception {
        connect();
        byte[] flood = repeat(RawPeer.frame(0x80 | opcode, new byte[125], true), 100);
        long most = 0;
        try {
            for (int i = 0; i < 1_000; i++) {
                client.write("", flood);
                most = Math.max(most, FaultStage.bufferBytes());
            }
        } catch (IOException _) {
            // cut, as it should be
        }
        assertThat(most).isLessThan(2 << 20);
        if (reads) {
            assertThat(client.readClose()).isIn(new Close(1008, "rate_limited"), Close.ABNORMAL);
        }
        assertThat(vendor.readClose()).isEqualTo(new Close(1001, ""));
        stage.awaitCounted(RelayError.RATE_LIMITED, 1);
        stage.awaitLine("ends: 1008 rate_limited");
    }

    @Test
    void shouldTellWhyWhoPingsTooOftenIsCut() throws Exception {
        connect();
        client.write("", repeat(RawPeer.frame(PING, new byte[0], true), 101));
        assertThat(client.readClose()).isEqualTo(new Close(1008, "rate_limited"));
        stage.awaitCounted(RelayError.RATE_LIMITED, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCutWhoSendsEmptyFragmentsWithoutEnd(boolean gathered) throws Exception {
        connect();
        client.write("", RawPeer.frame(0x01, gathered ? CANCEL : "x".getBytes(), true), repeat(RawPeer.frame(0x00, new byte[0], true), 101));
        assertThat(client.readClose()).isEqualTo(new Close(1008, "rate_limited"));
        stage.awaitCounted(RelayError.RATE_LIMITED, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCutAMessageOfFragmentsThatGrowsAndGrows(boolean gathered) throws Exception {
        connect();
        client.write("", RawPeer.frame(0x01, gathered ? CANCEL : "x".getBytes(), true));
        client.write("", repeat(RawPeer.frame(0x00, new byte[1], true), MAX_MESSAGE_BYTES));
        assertThat(client.readClose()).isEqualTo(new Close(1009, "message_too_large"));
        stage.awaitCounted(RelayError.MESSAGE_TOO_LARGE, 1);
    }

    @ParameterizedTest
    @CsvSource({"65537, 1009, message_too_large", "4611686018427387904, 1009, message_too_large", "-1, 1002, protocol_error"})
    void shouldNotBelieveALength(long length, int code, String reason) throws Exception {
        connect();
        client.write("", ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xff).putLong(length).array());
        assertThat(client.readClose()).isEqualTo(new Close(code, reason));
        stage.awaitCounted(code == 1009 ? RelayError.MESSAGE_TOO_LARGE : RelayError.PROTOCOL_ERROR, 1);
    }

    @Test
    void shouldPassAFloodOfTheSmallestMessagesOnAsFastAsTheVendorTakesIt() throws Exception {
        connect();
        int count = 50_000;
        byte[] thousand = repeat(RawPeer.frame(0x81, new byte[] {'a'}, true), 1_000);
        Thread flood = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < count / 1_000; i++) {
                    client.write("", thousand);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] frames = new byte[7 * count];
        vendor.in().readFully(frames);
        for (int i = 0; i < frames.length; i += 7) { // header, mask, one letter
            assertThat(frames[i + 6] ^ frames[i + 2]).isEqualTo('a');
        }
        flood.join();
    }

    @Test
    void shouldCutWhoSendsNonsense() throws Exception {
        connect();
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] nonsense = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(nonsense);
            nonsense[1] &= 0x7f; // not masked: no luck makes it a frame
            try (RawPeer other = stage.connect(); RawPeer behind = stage.vendor().answer()) {
                other.write("", nonsense);
                assertThat(other.readClose()).isIn(new Close(1002, "protocol_error"), Close.ABNORMAL);
                assertThat(behind.readClose()).isEqualTo(new Close(1001, ""));
            }
        }
        stage.awaitCounted(RelayError.PROTOCOL_ERROR, 100);
        stage.forgetLines();
    }

    private static byte[] repeat(byte[] frame, int times) {
        ByteBuffer all = ByteBuffer.allocate(frame.length * times);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        return all.array();
    }
}
