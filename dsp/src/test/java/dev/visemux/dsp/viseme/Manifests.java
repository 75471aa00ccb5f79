// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import dev.visemux.dsp.signal.FeatureOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Manifests for tests: the default recipe, and decoders that are random, or as plain as can be. */
public final class Manifests {
    private Manifests() {}

    public static ModelManifest manifest(String name, int left, int right, ModelManifest.Decoder decoder) {
        return new ModelManifest(name, "en", Map.of(), "0".repeat(64), features(),
                new ModelManifest.Context(left, right), decoder);
    }

    public static FeatureOptions features() {
        float[] scale = new float[26];
        Arrays.fill(scale, 0.1f);
        return new FeatureOptions(16_000, 400, 160, 0.97f, 512, 40, 20, 7600, 1e-5f, 13, 150, new float[13], scale);
    }

    /** Every step costs the same and no viseme must last: the best path is the best viseme of each hop. */
    public static ModelManifest.Decoder plainDecoder(int lag) {
        int[] minHops = new int[Viseme.COUNT];
        Arrays.fill(minHops, 1);
        return new ModelManifest.Decoder(lag, 1, 1, new float[Viseme.COUNT], minHops,
                new float[Viseme.COUNT][Viseme.COUNT]);
    }

    public static ModelManifest.Decoder randomDecoder(Random random, int lag) {
        int[] minHops = random.ints(Viseme.COUNT, 1, 5).toArray();
        float[] bias = new float[Viseme.COUNT];
        float[][] transitions = new float[Viseme.COUNT][Viseme.COUNT];
        for (int v = 0; v < Viseme.COUNT; v++) {
            bias[v] = random.nextFloat(-1, 1);
            for (int w = 0; w < Viseme.COUNT; w++) {
                transitions[v][w] = v == w ? -0.1f : random.nextFloat(-5, -1);
            }
        }
        return new ModelManifest.Decoder(lag, 0.8f, 1.3f, bias, minHops, transitions);
    }
}
