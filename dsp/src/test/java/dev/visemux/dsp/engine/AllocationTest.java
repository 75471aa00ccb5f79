// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.signal.PcmFormat;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Boot allocates, runtime reuses: on the owner's side from claim to poll, on the worker's all but the network. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);
    private static final int FRAME = 9_600;
    private static final int STREAMS = 5;
    private static final int WARM_ROUNDS = 200;
    private static final int ROUNDS = 100;

    private final DspEngine engine = DspEngine.start(
            DspOptions.defaults().withWorkers(1).withoutWarmUp(), new FakeModel("default", 1).alone());
    private final Slot slot = new Slot();
    private final DspLink link = engine.link(slot);
    private final DspStream[] streams = new DspStream[STREAMS];
    private long ownerBytes;
    private long workerBytes;
    private final byte[] pcm = Speech.babble(1, FRAME / 2);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldAllocateNothingFromClaimToPollInConversations() {
        open(Mode.LIVE);
        measure(this::converse);
        assertThat(ownerBytes).as("bytes of the owner").isZero();
        assertThat(workerBytes).as("bytes of the worker").isZero();
    }

    @Test
    void shouldAllocateNothingFromClaimToPollForRecordings() {
        open(Mode.RECORDED);
        measure(this::dictate);
        assertThat(ownerBytes).as("bytes of the owner").isZero();
        assertThat(workerBytes).as("bytes of the worker").isZero();
    }

    /** A few times: the first links what only measuring needs, and the JIT may still be changing its mind. */
    private void measure(IntConsumer talk) {
        talk.accept(WARM_ROUNDS);
        long owner = Thread.currentThread().threadId();
        long worker = workerThread();
        for (int i = 0; i < 6 && (i < 2 || ownerBytes + workerBytes > 0); i++) {
            engine.pause();
            workerBytes = -THREADS.getThreadAllocatedBytes(worker);
            engine.resume();
            ownerBytes = -THREADS.getThreadAllocatedBytes(owner);
            talk.accept(ROUNDS);
            ownerBytes += THREADS.getThreadAllocatedBytes(owner);
            engine.pause();
            workerBytes += THREADS.getThreadAllocatedBytes(worker);
            engine.resume();
        }
    }

    private void open(Mode mode) {
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = link.open(FORMAT, "default", mode, () -> {});
        }
    }

    private void converse(int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < STREAMS; i++) {
                say(streams[i]);
            }
            for (int i = 0; i < STREAMS; i++) {
                VisemeTrack track = streams[i].track();
                while (track.published() < streams[i].committedHops()) {
                    slot.run();
                }
                track.release(track.published());
            }
            if (round % 10 == 9) {
                streams[round % STREAMS].gap();
            }
        }
    }

    private void dictate(int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < STREAMS; i++) {
                while (!streams[i].admits(FRAME)) {
                    slot.run();
                }
                say(streams[i]);
                streams[i].track().release(streams[i].track().published());
            }
        }
    }

    private void say(DspStream stream) {
        assertThatAdmitted(stream.admits(FRAME));
        int index = stream.claim(FRAME);
        stream.buffer().putBytes(index, pcm);
        stream.commit(index, FRAME, true);
    }

    private static void assertThatAdmitted(boolean admitted) {
        if (!admitted) {
            throw new AssertionError("no room");
        }
    }

    private static long workerThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("visemux-dsp-0")).findFirst().orElseThrow().threadId();
    }

    /** An event loop with room for the one task that is ever on its way; allocates nothing. */
    private static final class Slot implements Executor {
        private volatile Runnable task;

        @Override
        public void execute(Runnable next) {
            task = next;
        }

        void run() {
            Runnable now = task;
            if (now != null) {
                task = null;
                now.run();
            }
        }
    }
}
