// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
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
 * stream says a frame, and all are awaited; one second of CPU over {@code ns/hop * 100} is how many live streams a core has.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBench {
    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);

    @Param({"1", "32", "200"})
    public int streams;

    @Param({"100", "200", "400"})
    public int frameMillis;

    @Param({"VECTOR", "TORCH"})
    public VisemeModels.Runtime runtime;

    private final BlockingQueue<Runnable> wakeUps = new LinkedBlockingQueue<>();
    private final List<DspStream> open = new ArrayList<>();
    private DspEngine engine;
    private DspLink link;
    private byte[] frame;

    /** Makes JMH tell the time of a hop as well. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Hops {
        public long hops;
    }

    @Setup
    public void start() {
        Path models = Path.of(System.getProperty("visemux.home"), "config", "models");
        engine = DspEngine.start(DspOptions.defaults().withWorkers(1), VisemeModels.in(models, runtime).only("default"));
        link = engine.link(wakeUps::add);
        for (int i = 0; i < streams; i++) {
            open.add(link.open(FORMAT, "default", DspStream.Mode.LIVE, () -> {}));
        }
        frame = new byte[FORMAT.bytesPerSample() * 24_000 / 1000 * frameMillis];
        new Random(1).nextBytes(frame);
    }

    @Benchmark
    public void frames(Hops counted) throws InterruptedException {
        open.forEach(this::say);
        for (DspStream stream : open) {
            while (stream.track().published() < stream.committedHops()) {
                wakeUps.take().run();
            }
            stream.track().release(stream.track().published());
        }
        counted.hops += (long) streams * frameMillis / 10;
    }

    private void say(DspStream stream) {
        for (int at = 0; at < frame.length; ) {
            int length = Math.min(frame.length - at, DspStream.MAX_RECORD_BYTES);
            int claimed = stream.claim(length);
            stream.buffer().putBytes(claimed, frame, at, length);
            at += length;
            stream.commit(claimed, length, at == frame.length);
        }
    }

    @TearDown
    public void close() {
        link.close();
        engine.close();
    }
}
