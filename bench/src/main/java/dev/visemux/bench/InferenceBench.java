// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
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

/** What does the network cost, by the segments that share a call? Rows in, scores out, as a worker calls it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InferenceBench {
    private static final int VISEMES = 22;

    @Param({"1", "4", "8", "16", "32"})
    public int segments;

    @Param({"10", "20"})
    public int hops;

    @Param({"VECTOR", "TORCH"})
    public VisemeModels.Runtime runtime;

    private VisemeModel model;
    private FloatBuffer rows;
    private FloatBuffer scores;

    /** Makes JMH tell the time of a hop as well. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Hops {
        public long hops;
    }

    @Setup
    public void prepare() {
        model = VisemeModels.in(Path.of(System.getProperty("visemux.home"), "config", "models"), runtime).load("default");
        var manifest = model.manifest();
        int rowsEach = manifest.context().left() + hops + manifest.context().right();
        rows = floats(segments * rowsEach * manifest.features().features());
        scores = floats(segments * hops * VISEMES);
        Random random = new Random(1);
        for (int i = 0; i < rows.capacity(); i++) {
            rows.put(i, (float) random.nextGaussian());
        }
    }

    @Benchmark
    public float infer(Hops counted) {
        model.infer(rows, segments, hops, scores);
        counted.hops += (long) segments * hops;
        return scores.get(0);
    }

    @TearDown
    public void close() {
        model.close();
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
