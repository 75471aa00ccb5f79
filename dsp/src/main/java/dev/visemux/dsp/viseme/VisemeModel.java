// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * A network that names the viseme of each hop from the rows around it. It keeps no state between calls, so one batch
 * may mix any streams. One thread at a time: each worker loads its own.
 */
public interface VisemeModel extends AutoCloseable {
    ModelManifest manifest();

    /**
     * Scores {@code batch} segments of {@code hops} hops each.
     *
     * @param rows   direct, native order, {@code [batch][left + hops + right][features]} from its position; normalised
     *               rows as FeatureStream makes them, zeros where a row does not exist
     * @param scores direct, native order, receives {@code [batch][hops][22]} log-probabilities from its position
     */
    void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores);

    /** A scorer for one more stream; none where every call must bring the whole context. */
    default Optional<HopScorer> scorer() {
        return Optional.empty();
    }

    @Override
    void close();
}
