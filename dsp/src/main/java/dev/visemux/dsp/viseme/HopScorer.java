// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.nio.FloatBuffer;

/**
 * The scores of one stream, hop after hop: keeps what its network computed of rows that will be needed again, and
 * answers what {@link VisemeModel#infer} would. One thread, its network's.
 */
public interface HopScorer {
    /** Most hops of a call. */
    int MAX_HOPS = 64;

    /** Rows that the next call needs before its first hop's own; negative where they are kept. */
    int before();

    /**
     * Scores the next hops.
     *
     * @param rows    from the position: {@code [before() + hops + right][features]}, as for {@link VisemeModel#infer}
     * @param settled how many of the hops need never be scored again, for all their rows are final: the next call
     *                begins behind them
     * @param scores  receives {@code [hops][22]} log-probabilities from its position
     */
    void score(FloatBuffer rows, int hops, int settled, FloatBuffer scores);

    /** Forgets the stream: a new context begins. */
    void restart();
}
