// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does not read stops the other side from being read, costs the relay a bounded amount of memory, and is cut in time. */
@Timeout(60)
class SlowPeerTest extends BetweenPeers {
    private static final int MIB = 1 << 20;
    /** Of one direction; what one read brings comes on top. */
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MOST_BYTES = 3 * MIB;
    /** More messages of 60 kB than the sockets between two ends hold. */
    private static final int MANY = 200;

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of("session.slow_consumer", "2s", "session.buffer_bytes", "256KiB"));
    }

    @Test
    void shouldCutASlowReaderWhichHearsWhyOnceItReads() throws Exception {
        connect();
        AtomicLong taken = new AtomicLong();
        Thread speaking = Thread.ofVirtual().start(() -> vendor.speakUntilCut(audio(false), taken));
        assertThat(Await.untilStill(taken::get)).as("back-pressure reaches the vendor").isLessThan(64L * MIB);
        long most = mostUntil(() -> stage.isCounted(Counter.SLOW_CONSUMERS));

        assertThat(client.readClose()).isEqualTo(new Close(1008, "slow_consumer"));
        speaking.join();
        assertThat(most).isBetween((long) BUFFER_BYTES, (long) MOST_BYTES);
        stage.awaitCounted(Counter.SLOW_CONSUMERS, 1);
        stage.awaitCounted(RelayError.SLOW_CONSUMER, 1);
        stage.awaitLine("ends: 1008 slow_consumer");
    }

    @Test
    void shouldDropAReaderThatNeverReads() throws Exception {
        connect();
        Thread speaking = Thread.ofVirtual().start(() -> vendor.speakUntilCut(audio(false), new AtomicLong()));
        Await.until("it is gone", () -> stage.sessions() == 1);
        speaking.join();
        stage.awaitCounted(Counter.SLOW_CONSUMERS, 1);
        stage.awaitCounted(RelayError.SLOW_CONSUMER, 1);
    }

    @Test
    void shouldBearAReaderThatReadsSlowly() throws Exception {
        connect();
        byte[] message = RawPeer.frame(Turn.delta(new byte[9 * MIB]).json(), false); // one piece for the client's socket
        vendor.write("", message);
        for (int left = message.length; left > 0; left -= Math.min(left, 64 << 10)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // the whole takes twice slow_consumer
            client.in().readFully(new byte[Math.min(left, 64 << 10)]);
        }
        client.write("", RawPeer.frame(0x88, RawPeer.close(1000, ""), true));
        assertThat(client.readClose()).isEqualTo(new Close(1000, ""));
    }

    @Test
    void shouldStopAClientWhoseVendorReadsNothingAndLoseNothing() throws Exception {
        try (FaultStage patient = FaultStage.start(Map.of("session.buffer_bytes", "256KiB")); RawPeer speaker = patient.connect();
                RawPeer reader = patient.vendor().answer()) {
            speaker.socket().setSendBufferSize(64 << 10);
            String text = "x".repeat(60_000);
            AtomicLong sent = new AtomicLong();
            Thread speaking = Thread.ofVirtual().start(() -> speakOnce(speaker, RawPeer.frame(text, true), sent));
            assertThat(Await.untilStill(sent::get)).as("messages before back-pressure reaches the client").isLessThan(MANY);
            assertThat(FaultStage.bufferBytes()).isLessThan(MOST_BYTES);
            for (int i = 0; i < MANY; i++) {
                assertThat(reader.readFrame()).isEqualTo(text);
            }
            speaking.join();
            speaker.close();
            patient.isCalm();
        }
    }

    @Test
    void shouldEndASessionWhoseVendorNeverReads() throws Exception {
        connect();
        Thread speaking = Thread.ofVirtual().start(() -> client.speakUntilCut(audio(true), new AtomicLong()));
        long most = mostUntil(() -> stage.isCounted(Counter.SLOW_CONSUMERS));

        assertThat(client.readClose()).isIn(new Close(1011, "upstream_lost"), Close.ABNORMAL); // it was still speaking
        speaking.join();
        assertThat(most).isLessThan(MOST_BYTES);
        stage.awaitCounted(Counter.SLOW_CONSUMERS, 1);
        stage.awaitCounted(RelayError.UPSTREAM_LOST, 1);
        stage.awaitLine("ends: 1011 upstream_lost");
    }

    /** The most that the relay held until then. */
    private static long mostUntil(Callable<Boolean> done) throws Exception {
        long[] most = {0};
        Await.until("it is cut", () -> {
            most[0] = Math.max(most[0], FaultStage.bufferBytes());
            return done.call();
        });
        return most[0];
    }

    private static byte[] audio(boolean masked) {
        return RawPeer.frame(Turn.delta(new byte[48_000]).json(), masked);
    }

    private static void speakOnce(RawPeer peer, byte[] frame, AtomicLong sent) {
        try {
            for (int i = 0; i < MANY; i++) {
                peer.write("", frame);
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
