// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import ai.onnxruntime.OrtException;
import dev.visemux.dsp.viseme.HopScorer;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a live message of 100 ms asks of the network: ten hops that have their whole context by now, and the eight that came
 * last, short of it. Ours remembers what it computed of earlier rows; a runtime for networks at large gets the context again.
 */
@State(Scope.Thread)
@Stage("network, a live message")
public class StreamStage implements Comparison {
    private static final int SETTLED = 10;
    private static final double TOLERANCE = 1e-3;

    private ModelManifest manifest;
    private int features;
    private int hops;
    private VisemeModel vector;
    private HopScorer scorer;
    private OnnxScorer onnx;
    private FloatBuffer speech;
    private FloatBuffer rows;
    private FloatBuffer scores;
    /** The first hop that is not settled. */
    private int next;

    @Setup
    @Override
    public void prepare() throws IOException, OrtException {
        vector = VisemeModels.in(Sound.models(), VisemeModels.Runtime.VECTOR).load("default");
        manifest = vector.manifest();
        features = manifest.features().features();
        hops = SETTLED + manifest.context().right();
        scorer = vector.scorer().orElseThrow();
        onnx = new OnnxScorer(1, manifest.context().left() + hops + manifest.context().right(), features, hops);
        speech = Rows.of(manifest.features());
        rows = OnnxScorer.floats(onnx.rows.capacity());
        scores = OnnxScorer.floats(onnx.scores.capacity());
        restart();
    }

    private void restart() {
        next = manifest.context().left();
        scorer.restart();
    }

    @TearDown
    @Override
    public void close() throws OrtException {
        vector.close();
        onnx.close();
    }

    @Override
    public String input() {
        return "10 hops, 8 ahead of time";
    }

    private void step() {
        next += SETTLED;
        if (next + hops + manifest.context().right() > Rows.COUNT) {
            restart();
        }
    }

    private void copy(int before, FloatBuffer target) {
        target.clear().put(speech.slice((next - before) * features, (before + hops + manifest.context().right()) * features));
        target.rewind();
    }

    @Benchmark
    @Way(Way.OURS)
    public FloatBuffer ours() {
        step();
        return remembered();
    }

    private FloatBuffer remembered() {
        copy(scorer.before(), rows);
        scorer.score(rows, hops, SETTLED, scores);
        return scores;
    }

    @Benchmark
    @Way("ONNX Runtime")
    public FloatBuffer onnxRuntime() throws OrtException {
        step();
        return anew();
    }

    private FloatBuffer anew() throws OrtException {
        copy(manifest.context().left(), onnx.rows);
        onnx.score();
        return onnx.scores;
    }

    @Override
    public String agreement(String method) throws OrtException {
        double most = 0;
        restart();
        for (int message = 0; message < 50; message++, next += SETTLED) {
            float[] ours = floats(remembered());
            most = Math.max(most, Sound.furthest(ours, floats(anew())));
        }
        Disagreement.unless(most < TOLERANCE, "scores of ONNX Runtime are " + most + " from ours");
        return method.equals(SCALAR) ? "" : "within %.0e of 10".formatted(most);
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] copy = new float[buffer.capacity()];
        buffer.get(0, copy);
        return copy;
    }
}
