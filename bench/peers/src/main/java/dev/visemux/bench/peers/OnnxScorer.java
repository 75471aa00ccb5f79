// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.visemux.dsp.viseme.OnnxNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * The network on ONNX Runtime as one would run it for speed: one thread, every optimisation, input and output pinned in
 * native memory, so that nothing is copied.
 */
public final class OnnxScorer implements AutoCloseable {
    private static final int VISEMES = 22;
    private static final long LOADING_STACK_BYTES = 16 << 20;

    final FloatBuffer rows;
    final FloatBuffer scores;
    private final OrtSession session;
    private final OnnxTensor in;
    private final OnnxTensor out;

    OnnxScorer(int batch, int rowsEach, int features, int hops) throws OrtException, IOException {
        session = load(OnnxNetwork.of(Sound.weights()));
        rows = floats(batch * rowsEach * features);
        scores = floats(batch * hops * VISEMES);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        in = OnnxTensor.createTensor(environment, rows, new long[] {batch, rowsEach, features});
        out = OnnxTensor.createTensor(environment, scores, new long[] {batch, hops, VISEMES});
    }

    /** Its library takes more stack to load than a Java thread has: the process dies without a word. */
    private static OrtSession load(byte[] network) {
        OrtSession[] loaded = new OrtSession[1];
        Thread loader = new Thread(null, () -> loaded[0] = open(network), "onnx", LOADING_STACK_BYTES);
        loader.start();
        try {
            loader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return loaded[0];
    }

    private static OrtSession open(byte[] network) {
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return OrtEnvironment.getEnvironment().createSession(network, options);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From {@link #rows} to {@link #scores}. */
    void score() throws OrtException {
        session.run(Map.of(OnnxNetwork.ROWS, in), Set.of(), Map.of(OnnxNetwork.SCORES, out)).close();
    }

    static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public void close() throws OrtException {
        in.close();
        out.close();
        session.close();
    }
}
