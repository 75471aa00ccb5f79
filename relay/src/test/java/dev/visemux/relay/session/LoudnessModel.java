// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** A network that hears nothing but loudness: soft is {@link #SOFT}, loud is {@link #LOUD}. */
final class LoudnessModel implements VisemeModel {
    static final int SOFT = 0;
    static final int LOUD = 2;
    private static final int CEPSTRA = 13;

    /** Before each batch: a place to be slow or to fail. */
    volatile Runnable before = () -> { };

    private final ModelManifest manifest = new ModelManifest("default", "en", Map.of(), "0".repeat(64), features(),
            new ModelManifest.Context(2, 2),
            new ModelManifest.Decoder(2, 1, 1, new float[Viseme.COUNT], ones(), new float[Viseme.COUNT][Viseme.COUNT]));

    VisemeModels alone() {
        return VisemeModels.of(Map.of("default", () -> this));
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
        before.run();
        int context = manifest.context().left() + manifest.context().right();
        int features = manifest.features().features();
        for (int i = 0; i < batch * hops; i++) {
            int row = i / hops * (hops + context) + i % hops + manifest.context().left();
            boolean loud = rows.get(rows.position() + row * features) > -20;
            for (int v = 0; v < Viseme.COUNT; v++) {
                scores.put(scores.position() + i * Viseme.COUNT + v, v == (loud ? LOUD : SOFT) ? 0 : -9);
            }
        }
    }

    @Override
    public void close() {}

    /** The mean stands still at 0, so that c0 is the loudness itself. */
    private static FeatureOptions features() {
        float[] scale = new float[2 * CEPSTRA];
        Arrays.fill(scale, 1);
        return new FeatureOptions(16_000, 400, 160, 0.97f, 512, 40, 20, 7_600, 1e-5f, CEPSTRA, 1e9f,
                new float[CEPSTRA], scale);
    }

    private static int[] ones() {
        int[] ones = new int[Viseme.COUNT];
        Arrays.fill(ones, 1);
        return ones;
    }
}
