// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.viseme.Manifests;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A network of random weights: every score depends on every row of the context, and on nothing else. */
final class FakeModel implements VisemeModel {
    static final int LEFT = 6;
    static final int RIGHT = 7;
    private static final Consumer<Call> NOTHING = call -> {};

    record Call(int batch, int hops) {}

    private final ModelManifest manifest;
    private final float[] weights;
    private final int features;
    /** What it was asked for, if somebody wants to know. */
    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile boolean listening;
    volatile Consumer<Call> before = NOTHING;
    volatile boolean closed;

    FakeModel(String name, long seed) {
        Random random = new Random(seed);
        manifest = Manifests.manifest(name, LEFT, RIGHT, Manifests.randomDecoder(random, 5));
        features = manifest.features().features();
        weights = new float[(LEFT + 1 + RIGHT) * features * Viseme.COUNT];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
    }

    VisemeModels alone() {
        return VisemeModels.of(Map.of(manifest.name(), () -> this));
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
        if (listening) {
            calls.add(new Call(batch, hops));
        }
        if (before != NOTHING) {
            before.accept(new Call(batch, hops));
        }
        int stride = (LEFT + hops + RIGHT) * features;
        for (int segment = 0; segment < batch; segment++) {
            for (int hop = 0; hop < hops; hop++) {
                score(rows, segment * stride + hop * features, scores, (segment * hops + hop) * Viseme.COUNT);
            }
        }
    }

    private void score(FloatBuffer rows, int at, FloatBuffer scores, int to) {
        int inputs = weights.length / Viseme.COUNT;
        for (int v = 0; v < Viseme.COUNT; v++) {
            float sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += rows.get(at + i) * weights[v * inputs + i];
            }
            scores.put(to + v, sum);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
