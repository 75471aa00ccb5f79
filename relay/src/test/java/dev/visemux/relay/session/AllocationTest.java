// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.provider.VisemeMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Boot allocates, runtime reuses: our code allocates nothing for a frame, from its header to its write. */
@Timeout(120)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MAX_ROUNDS = 60;
    private static final int FRAMES = 500;

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    private final ByteBufAllocator allocator = unwatched();
    private final RelayConfig config = RelayConfig.of(Map.of());
    private final Metrics metrics = new Metrics();
    private final Owner owner = new Owner();
    private final DspEngine engine =
            DspEngine.start(DspOptions.defaults().withWorkers(1).withoutWarmUp(), new LoudnessModel().alone());
    private long allocated;

    private static ByteBufAllocator unwatched() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // its records would be counted
        return PooledByteBufAllocator.DEFAULT;
    }

    @AfterEach
    void stop() {
        engine.close();
        ResourceLeakDetector.setLevel(level);
    }

    static Stream<Arguments> vendors() {
        byte[] speech = Audio.pcm(11_000, true);
        return Stream.of(
                Arguments.of("openai", Audio.delta(speech), "{\"type\":\"rate_limits.updated\"}", null),
                Arguments.of("openai", Audio.delta(speech), "{\"type\":\"rate_limits.updated\"}", VisemeMessage.TEXT),
                Arguments.of("gemini", Audio.gemini(speech, ""), "{\"serverContent\":{\"inputTranscription\":{}}}", null),
                Arguments.of("vatel", Audio.vatel("t1", speech, false), "{\"type\":\"response_text\",\"data\":{}}", null),
                Arguments.of("elevenlabs", Audio.eleven(7, speech), "{\"type\":\"ping\",\"ping_event\":{\"event_id\":1}}", null));
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void shouldScanTapAndSpliceWithoutAllocation(String provider, String speech, String text, VisemeMessage own)
            throws Exception {
        Meter meter = new Meter(_ -> true, System::nanoTime);
        Tally tally = meter.of(new Account("acme", provider));
        Dialogue dialogue = new Providers(config).named(provider).dialogue(new Caller(null, Map.of(), null));
        Lips lips = new Lips("default", LipSyncOptions.CONVERSATION, own);
        LoopShare share = LoopShare.of(new EmbeddedChannel().eventLoop(), engine.link(owner), meter, metrics.newTimings(),
                config.session());
        SessionCounts counts = new SessionCounts(metrics);
        Splicer splicer = new Splicer(this::sink, share, lips, allocator, counts, tally, new Timings(),
                Long.MAX_VALUE / 4, () -> { });
        AudioTap tap = new AudioTap(share, splicer, allocator, counts, SessionTrace.OFF, tally, lips, 4, () -> { });
        FrameTunnel tunnel = new FrameTunnel(false, null, 16 << 20, allocator, new Agent(dialogue, tap, splicer));
        read(tunnel, Frames.encode(false, Frames.text(Audio.elevenMetadata("pcm_24000")))); // nothing to the others
        byte[] audio = Frames.encode(false, Frames.text(speech));
        byte[] other = Frames.encode(false, Frames.text(text));
        Runnable drain = splicer::drain;
        Runnable begin = () -> splicer.reading(audio.length);
        assertThat(fewestBytesOfARound(() -> {
            measure(begin);
            read(tunnel, audio);
            read(tunnel, other);
            measure(drain);
            measure(tally::message);
            long decorated = metrics.value(Counter.DECORATED);
            owner.runUntil(() -> {
                measure(drain);
                return splicer.heldBytes() == 0;
            });
            assertThat(metrics.value(Counter.DECORATED)).isEqualTo(decorated + 1);
        })).isZero();
        tap.close();
    }

    @Test
    void shouldPassAClientsFramesWithoutAllocation() throws Exception {
        FrameTunnel tunnel = new FrameTunnel(true, new FrameMask(), 16 << 20, allocator,
                new Client(new Providers(config).named("openai").dialogue(new Caller(null, Map.of(), null))));
        byte[] mic = Frames.encode(true, Frames.text("{\"type\":\"input_audio_buffer.append\",\"audio\":\""
                + "A".repeat(6_000) + "\"}"));
        assertThat(fewestBytesOfARound(() -> read(tunnel, mic))).isZero();
    }

    /** As on an event loop: Netty pools less on other threads. */
    private long fewestBytesOfARound(Runnable frame) throws Exception {
        FutureTask<Long> rounds = new FutureTask<>(() -> rounds(frame));
        new FastThreadLocalThread(rounds).start();
        return rounds.get();
    }

    /** Rounds until one is free of allocation: before that, the compilers are still at work. */
    private long rounds(Runnable frame) {
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < MAX_ROUNDS && fewest > 0; round++) {
            allocated = 0;
            for (int i = 0; i < FRAMES; i++) {
                frame.run();
            }
            fewest = Math.min(fewest, allocated);
        }
        return fewest;
    }

    private void read(FrameTunnel tunnel, byte[] bytes) {
        ByteBuf in = allocator.directBuffer(bytes.length).writeBytes(bytes);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        tunnel.read(in);
        allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void measure(Runnable task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** In the place of the channel, whose outbound entries are Netty's. */
    private void sink(ByteBuf bytes, boolean inside) {
        bytes.release();
    }

    /** What {@link UpstreamLeg} does, without a channel. */
    private final class Agent extends Client {
        private final AgentFrame found = new AgentFrame();
        private final AudioTap tap;
        private final Splicer splicer;
        private Held held;
        private boolean taken;

        Agent(Dialogue dialogue, AudioTap tap, Splicer splicer) {
            super(dialogue);
            this.tap = tap;
            this.splicer = splicer;
        }

        @Override
        public boolean wants(int opcode, ByteBuf in, int from, int length) {
            return dialogue.wants(false, in, from, length);
        }

        @Override
        public boolean inspect(int opcode, ByteBuf in, int from, int length) {
            dialogue.scan(false, in, from, length, found);
            held = tap.hear(found, in, from);
            return held != null;
        }

        @Override
        public void take(ByteBuf frame, int payloadAt, int opcode) {
            held.bytes = frame;
            held.payloadAt = payloadAt;
            held.opcode = opcode;
            splicer.hold(held);
            taken = true;
        }

        @Override
        public void message(boolean gathered) {
            if (!taken) {
                splicer.ended();
            }
            taken = false;
        }

        @Override
        public void pass(ByteBuf bytes, boolean inside) {
            splicer.pass(bytes, inside);
        }
    }

    private class Client implements FrameTunnel.Receiver {
        final Dialogue dialogue;

        Client(Dialogue dialogue) {
            this.dialogue = dialogue;
        }

        @Override
        public boolean wants(int opcode, ByteBuf in, int from, int length) {
            return dialogue.wantsOfClient(false, in, from, length);
        }

        @Override
        public boolean inspect(int opcode, ByteBuf in, int from, int length) {
            return false;
        }

        @Override
        public void take(ByteBuf frame, int payloadAt, int opcode) {
            throw new AssertionError();
        }

        @Override
        public void pass(ByteBuf bytes, boolean inside) {
            bytes.release();
        }

        @Override
        public void ping(byte[] body, int length) {}

        @Override
        public void idleFrame() {}

        @Override
        public void message(boolean gathered) {
            metrics.count(Counter.CLIENT_MESSAGES);
        }

        @Override
        public void closed(Closing closing) {}

        @Override
        public void fault(RelayError error) {
            throw new AssertionError(error);
        }
    }
}
