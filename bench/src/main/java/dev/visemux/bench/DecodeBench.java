// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeDecoder;
import dev.visemux.dsp.viseme.VisemeGrammar;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What does it cost to decide one hop: a Viterbi step, and the way back from {@code lag} hops later? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBench {
    private static final int VISEMES = 22;
    private static final int HOPS = 256;

    private VisemeDecoder decoder;
    private FloatBuffer scores;
    private int lag;
    private int hop;

    @Setup
    public void prepare() {
        Path manifest = Path.of(System.getProperty("visemux.home"), "config", "models", "default", "manifest.yaml");
        ModelManifest.Decoder options = ModelManifest.read(manifest).decoder();
        lag = options.lag();
        decoder = new VisemeDecoder(new VisemeGrammar(options), 64);
        scores = FloatBuffer.allocate(HOPS * VISEMES);
        Random random = new Random(1);
        for (int i = 0; i < scores.capacity(); i++) {
            scores.put(i, -5 * random.nextFloat());
        }
    }

    @Benchmark
    public byte step() {
        decoder.step(scores, hop++ % HOPS * VISEMES);
        return decoder.hops() > lag ? decoder.viseme(decoder.hops() - 1 - lag) : 0;
    }
}
