// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/** How one network scores the streams of a batch. Worker thread only. */
interface Scoring {

    /**
     * Scores and decodes for each of {@code count} members as many of the hops that it wants as there is room for, from
     * its {@link Analysis#trellisEnd()}.
     */
    void run(Analysis[] members, int[] wants, int count, boolean isLive);

    /** Calls the network in every way that {@link #run} will. */
    void warmUp();
}
