// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * Power spectra of real signals, {@code lanes} at once, by a complex transform of half the size: even samples as real,
 * odd samples as imaginary parts, radix 4. Immutable tables, any thread.
 */
final class RealFft {
    private final Kernels kernels;
    private final int[] order;
    private final float[][] stages;
    private final float[] untangle;

    /** @param size twice a power of four: 128, 512, 2048 */
    RealFft(int size, Kernels kernels) {
        int half = size / 2;
        this.kernels = kernels;
        this.order = digitReversed(half);
        this.stages = new float[Integer.numberOfTrailingZeros(half) / 2][];
        for (int stage = 0, quarter = half / 4; quarter > 0; stage++, quarter /= 4) {
            stages[stage] = stageTwiddles(quarter);
        }
        this.untangle = new float[half + 2];
        for (int k = 0; k <= half / 2; k++) {
            putTurn(untangle, 2 * k, (double) k / size);
        }
    }

    static boolean fits(int size) {
        return size >= 8 && Integer.bitCount(size) == 1 && Integer.numberOfTrailingZeros(size) % 2 == 1;
    }

    /**
     * @param columns {@code [size][lanes]} samples; overwritten
     * @param powers  {@code [size / 2 + 1][lanes]}
     */
    void powers(float[] columns, float[] powers) {
        for (float[] twiddles : stages) {
            kernels.butterflies(columns, twiddles.length / 6, twiddles);
        }
        kernels.powers(columns, order, untangle, powers);
    }

    private static float[] stageTwiddles(int quarter) {
        float[] twiddles = new float[6 * quarter];
        for (int j = 0; j < quarter; j++) {
            for (int power = 1; power <= 3; power++) {
                putTurn(twiddles, 6 * j + 2 * (power - 1), (double) power * j / (4 * quarter));
            }
        }
        return twiddles;
    }

    /** Clockwise by a share of the full circle. */
    private static void putTurn(float[] table, int at, double share) {
        table[at] = (float) Math.cos(2 * Math.PI * share);
        table[at + 1] = (float) -Math.sin(2 * Math.PI * share);
    }

    private static int[] digitReversed(int size) {
        int[] order = new int[size];
        for (int k = 0; k < size; k++) {
            for (int rest = k, digits = size; digits > 1; rest /= 4, digits /= 4) {
                order[k] = order[k] * 4 + rest % 4;
            }
        }
        return order;
    }
}
