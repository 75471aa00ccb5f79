// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/** Room for a convolution to lay out the rows that it takes together. One thread. */
public final class Panels {
    /** Rows that are laid out at once. */
    static final int ROWS = 64;
    /** Rows of a panel at most. */
    static final int HEIGHT = 5;
    /** A vector that was closed up is written whole. */
    static final int WIDTH = Convolution.PIECE + 16;

    /** By panel: the values of its rows, those of an input one {@link #WIDTH} apart. */
    final float[][] values = new float[ROWS / (HEIGHT - 1)][HEIGHT * WIDTH];
    /** By panel: where the weights of each input begin. */
    final int[][] places = new int[values.length][WIDTH];
    /** By panel: its inputs. */
    final int[] widths = new int[values.length];
}
