// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.util.Arrays;

/**
 * Which viseme may follow which, and how long each must last: the tables of {@link VisemeDecoder}, shared by all
 * streams of a model. Immutable. Viseme v is a chain of minHops[v] states; chains lie one after the other.
 */
public final class VisemeGrammar {
    /** Ways out of a chain, rounded up to whole vectors: what is more leads nowhere. */
    static final int ROW = 32;

    /** Settings, for emissions and lag. */
    final ModelManifest.Decoder options;
    /** Number of states, and where each viseme's chain begins and ends. */
    final int states;
    final int[] first = new int[Viseme.COUNT];
    final int[] last = new int[Viseme.COUNT];
    /** The viseme of each state. */
    final byte[] viseme;
    /** {@code [from * ROW + to]}: into a chain's first state. A chain longer than one is not left for itself. */
    final float[] enter = new float[Viseme.COUNT * ROW];
    /** From a state to the next of its chain, and from a chain's last state to itself. */
    final float[] stay = new float[Viseme.COUNT];

    public VisemeGrammar(ModelManifest.Decoder options) {
        this.options = options;
        int count = 0;
        for (int v = 0; v < Viseme.COUNT; v++) {
            first[v] = count;
            count += options.minHops()[v];
            last[v] = count - 1;
        }
        states = count;
        viseme = new byte[count];
        Arrays.fill(enter, Float.NEGATIVE_INFINITY);
        for (int v = 0; v < Viseme.COUNT; v++) {
            Arrays.fill(viseme, first[v], last[v] + 1, (byte) v);
            stay[v] = options.transitions()[v][v];
            System.arraycopy(options.transitions()[v], 0, enter, v * ROW, Viseme.COUNT);
            if (first[v] < last[v]) {
                enter[v * ROW + v] = Float.NEGATIVE_INFINITY;
            }
        }
    }

    public int lag() {
        return options.lag();
    }
}
