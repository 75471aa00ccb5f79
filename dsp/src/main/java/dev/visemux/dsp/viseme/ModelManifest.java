// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import dev.visemux.dsp.signal.FeatureOptions;
import java.util.Map;

/**
 * What config/models/NAME/manifest.yaml says of the network beside it.
 *
 * @param name     the folder's name
 * @param language BCP 47
 * @param about    free form: description, recipe, attribution, scores
 * @param sha256   of model.pt
 * @param features how rows are made
 * @param context  rows seen on both sides of a hop
 * @param decoder  how scores become visemes
 */
public record ModelManifest(String name, String language, Map<String, Object> about, String sha256,
        FeatureOptions features, Context context, Decoder decoder) {

    public record Context(int left, int right) {}

    /**
     * Natural logarithms throughout.
     *
     * @param lag           hops of hindsight before a hop is decided
     * @param emissionScale factor of the network's log-probabilities
     * @param bias          added to each viseme's emission
     * @param minHops       shortest stay in each viseme
     * @param transitions   {@code [from][to]}
     */
    public record Decoder(int lag, float emissionScale, float[] bias, int[] minHops, float[][] transitions) {}
}
