// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.visemux.bench.Vendor;
import dev.visemux.bench.peers.Comparison;
import dev.visemux.bench.peers.Messages;
import dev.visemux.bench.peers.OffTheShelf;
import dev.visemux.bench.peers.OnnxScorer;
import dev.visemux.bench.peers.Sound;
import dev.visemux.bench.peers.Stage;
import dev.visemux.bench.peers.Way;
import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the vendor's bytes to the bytes with visemes, 32 sessions that get a message each: ours with an event loop's thread and
 * a worker, the others on one thread. The time is CPU time of the whole process. Sockets, and whoever they are for, are left out.
 */
@State(Scope.Thread)
@Stage("whole path, CPU")
public class WholeStage implements Comparison {
    private static final int SESSIONS = 32;
    private static final int HOPS = 10;
    /** Of visemes that must be the same, in percent. */
    private static final double ENOUGH = 80;
    private static final Pattern CHANGE = Pattern.compile("\"visemeId\":(\\d+),\"offset\":(\\d+)");
    private static final int HEADER_BYTES = 4;
    /** Of a read's memory behind the message. */
    private static final int ROOM_BYTES = 1024;
    private static final ByteBufAllocator MEMORY = ByteBufAllocator.DEFAULT;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Metrics metrics = new Metrics();
    private final LinkedBlockingQueue<Runnable> wakeUps = new LinkedBlockingQueue<>();
    private final List<BareSession> sessions = new ArrayList<>();
    private final List<OffTheShelf> shelves = new ArrayList<>();
    private Messages messages;
    private DspEngine engine;
    private OnnxScorer network;
    private int turn;
    private ByteArrayOutputStream seen;

    /** What JMH adds up. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        public long cpuNanos;
        public long operations;
    }

    @Setup
    @Override
    public void prepare() throws IOException, OrtException {
        messages = Messages.of(Vendor.openai);
        engine = DspEngine.start(DspOptions.defaults().withWorkers(1),
                VisemeModels.in(Sound.models(), VisemeModels.Runtime.VECTOR).only("default"));
        LoopShare share = LoopShare.of(new EmbeddedChannel().eventLoop(), engine.link(wakeUps::add),
                new Meter(_ -> true, System::nanoTime), metrics.newTimings(), RelayConfig.of(Map.of()).session());
        network = OffTheShelf.network();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new BareSession("openai", share, metrics, MEMORY, this::sink));
            shelves.add(new OffTheShelf(network));
        }
    }

    @TearDown
    @Override
    public void close() throws OrtException {
        engine.close();
        network.close();
    }

    @Override
    public String input() {
        return "openai, 32 sessions";
    }

    @Override
    public double messages() {
        return SESSIONS;
    }

    private void sink(ByteBuf bytes, boolean inside) {
        if (seen != null) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            seen.writeBytes(copy);
        }
        bytes.release();
    }

    private byte[] next() {
        turn = (turn + 1) % messages.audio().size();
        return messages.audio().get(turn);
    }

    @Benchmark
    @Way(Way.OURS)
    public int ours(Cpu cpu) throws InterruptedException {
        long before = PROCESS.getProcessCpuTime();
        byte[] message = next();
        for (BareSession session : sessions) {
            session.read(frame(message));
        }
        for (BareSession session : sessions) {
            await(session);
        }
        return count(cpu, before);
    }

    private static ByteBuf frame(byte[] message) {
        ByteBuf frame = MEMORY.directBuffer(HEADER_BYTES + message.length + ROOM_BYTES).writerIndex(HEADER_BYTES);
        FrameHeader.set(frame, 0, FrameHeader.FIN | FrameHeader.TEXT, false, message.length);
        return frame.writeBytes(message);
    }

    @Benchmark
    @Way("Jackson, JDK, JTransforms, ONNX Runtime in a row")
    public int offTheShelf(Cpu cpu) throws IOException, OrtException {
        long before = PROCESS.getProcessCpuTime();
        byte[] message = next();
        for (OffTheShelf shelf : shelves) {
            shelf.decorate(message);
        }
        return count(cpu, before);
    }

    private static int count(Cpu cpu, long before) {
        cpu.cpuNanos += PROCESS.getProcessCpuTime() - before;
        return (int) ++cpu.operations;
    }

    private void await(BareSession session) throws InterruptedException {
        while (!session.drained()) {
            wakeUps.take().run();
        }
    }

    @Override
    public String remark() throws Exception {
        long heard = metrics.value(Counter.AUDIO_MESSAGES);
        ours(new Cpu());
        long more = metrics.value(Counter.AUDIO_MESSAGES) - heard;
        Disagreement.unless(more == SESSIONS, "only " + more + " messages were heard");
        return "%.0f %% decorated".formatted(100.0 * metrics.value(Counter.DECORATED) / metrics.value(Counter.AUDIO_MESSAGES));
    }

    /** Both see the last hops of a message before all of their sound has come, and make different things of that. */
    @Override
    public String agreement(String method) throws Exception {
        if (method.equals(SCALAR)) {
            return "";
        }
        BareSession session = sessions.getFirst();
        OffTheShelf shelf = new OffTheShelf(network);
        byte[] ours = new byte[HOPS];
        int same = 0;
        for (byte[] message : messages.audio()) {
            seen = new ByteArrayOutputStream();
            session.read(frame(message));
            await(session);
            expand(seen.toString(StandardCharsets.ISO_8859_1), ours);
            shelf.decorate(message);
            for (int hop = 0; hop < HOPS; hop++) {
                same += ours[hop] == shelf.visemes()[hop] ? 1 : 0;
            }
        }
        seen = null;
        double share = 100.0 * same / HOPS / messages.audio().size();
        Disagreement.unless(share > ENOUGH, "only " + share + " % of visemes are the same");
        return "%.0f %% of visemes the same".formatted(share);
    }

    /** From changes to a viseme a hop; what was said last holds. */
    private static void expand(String message, byte[] hops) {
        Arrays.fill(hops, hops[HOPS - 1]);
        for (Matcher change = CHANGE.matcher(message); change.find();) {
            Arrays.fill(hops, Integer.parseInt(change.group(2)) / 10, HOPS, Byte.parseByte(change.group(1)));
        }
    }
}
