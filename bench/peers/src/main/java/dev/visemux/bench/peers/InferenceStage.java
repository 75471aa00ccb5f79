// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import ai.onnxruntime.OrtException;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Segments of 20 hops, each with its whole context: what a network is asked that remembers nothing. */
@State(Scope.Thread)
@Stage("network, whole context")
public class InferenceStage implements Comparison {
    private static final int HOPS = 20;
    private static final int HOPS_OF_A_MESSAGE = 10;
    /** Of log-probabilities. */
    private static final double TOLERANCE = 1e-3;

    @Param({"1", "8", "32"})
    public int segments;

    private VisemeModel vector;
    private VisemeModel torch;
    private OnnxScorer onnx;
    private FloatBuffer scores;

    @Setup
    @Override
    public void prepare() throws IOException, OrtException {
        vector = VisemeModels.in(Sound.models(), VisemeModels.Runtime.VECTOR).load("default");
        torch = VisemeModels.in(Sound.models(), VisemeModels.Runtime.TORCH).load("default");
        ModelManifest manifest = vector.manifest();
        int features = manifest.features().features();
        int rowsEach = manifest.context().left() + HOPS + manifest.context().right();
        onnx = new OnnxScorer(segments, rowsEach, features, HOPS);
        scores = OnnxScorer.floats(onnx.scores.capacity());
        FloatBuffer speech = Rows.of(manifest.features());
        for (int segment = 0; segment < segments; segment++) {
            onnx.rows.put(speech.slice(segment * HOPS * features, rowsEach * features));
        }
        onnx.rows.rewind();
    }

    @TearDown
    @Override
    public void close() throws OrtException {
        vector.close();
        torch.close();
        onnx.close();
    }

    @Override
    public String input() {
        return "batch %d x %d hops".formatted(segments, HOPS);
    }

    @Override
    public double messages() {
        return (double) segments * HOPS / HOPS_OF_A_MESSAGE;
    }

    @Benchmark
    @Way(Way.OURS)
    public FloatBuffer ours() {
        vector.infer(onnx.rows, segments, HOPS, scores);
        return scores;
    }

    @Benchmark
    @Way("PyTorch by DJL")
    public FloatBuffer djl() {
        torch.infer(onnx.rows, segments, HOPS, scores);
        return scores;
    }

    @Benchmark
    @Way("ONNX Runtime")
    public FloatBuffer onnxRuntime() throws OrtException {
        onnx.score();
        return onnx.scores;
    }

    @Override
    public String agreement(String method) throws OrtException {
        if (method.equals(SCALAR)) {
            return "";
        }
        float[] ours = floats(ours());
        double most = Sound.furthest(ours, floats(method.equals("djl") ? djl() : onnxRuntime()));
        Disagreement.unless(most < TOLERANCE, method + "'s scores are " + most + " from ours");
        return "within %.0e of 10".formatted(most);
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] copy = new float[buffer.capacity()];
        buffer.get(0, copy);
        return copy;
    }
}
