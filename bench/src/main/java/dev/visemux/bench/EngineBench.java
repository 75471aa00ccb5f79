// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does one worker take for a hop, samples in, visemes out: features, network, decoder and both hand-overs? Each
 * stream says the next frame of real speech, each from another place in it, and all are awaited: what the network leaves out
 * depends on what it hears, and noise would tell of other work.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBench {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);

    @Param({"1", "32", "200"})
    public int streams;

    @Param({"100", "200", "400"})
    public int frameMillis;

    @Param({"VECTOR", "TORCH"})
    public VisemeModels.Runtime runtime;

    private final BlockingQueue<Runnable> wakeUps = new LinkedBlockingQueue<>();
    private final List<DspStream> open = new ArrayList<>();
    /** How many frames each stream has said, counted from where it began. */
    private int[] said;
    private DspEngine engine;
    private DspLink link;
    private long worker;
    private byte[] speech;
    private int frameBytes;

    /** Makes JMH tell the time of a hop as well. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Hops {
        public long hops;
    }

    /** Makes JMH add up what the worker's CPU time was, which other processes do not change as they do the clock's. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        public long cpuNanos;
        public long cpuHops;
    }

    @Setup
    public void start() throws IOException {
        Path models = Path.of(System.getProperty("visemux.home"), "config", "models");
        engine = DspEngine.start(DspOptions.defaults().withWorkers(1), VisemeModels.in(models, runtime).only("default"));
        link = engine.link(wakeUps::add);
        worker = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("visemux-dsp-0")).findFirst().orElseThrow().threadId();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Speech.builtIn().forEach(each -> all.writeBytes(each.pcm()));
        speech = all.toByteArray();
        frameBytes = FORMAT.bytesPerSample() * FORMAT.rateHz() / 1000 * frameMillis;
        said = new Random(1).ints(streams, 0, speech.length / frameBytes).toArray();
        for (int i = 0; i < streams; i++) {
            open.add(link.open(FORMAT, "default", DspStream.Mode.LIVE, () -> {}));
        }
    }

    @Benchmark
    public void frames(Hops counted, Cpu cpu) throws InterruptedException {
        long before = THREADS.getThreadCpuTime(worker);
        for (int i = 0; i < streams; i++) {
            say(open.get(i), said[i]++ % (speech.length / frameBytes) * frameBytes);
        }
        for (DspStream stream : open) {
            while (stream.track().published() < stream.committedHops()) {
                wakeUps.take().run();
            }
            stream.track().release(stream.track().published());
        }
        int hops = streams * frameMillis / 10;
        counted.hops += hops;
        cpu.cpuHops += hops;
        cpu.cpuNanos += THREADS.getThreadCpuTime(worker) - before;
    }

    private void say(DspStream stream, int from) {
        for (int at = 0; at < frameBytes; ) {
            int length = Math.min(frameBytes - at, DspStream.MAX_RECORD_BYTES);
            int claimed = stream.claim(length);
            stream.buffer().putBytes(claimed, speech, from + at, length);
            at += length;
            stream.commit(claimed, length, at == frameBytes);
        }
    }

    @TearDown
    public void close() {
        link.close();
        engine.close();
    }
}
