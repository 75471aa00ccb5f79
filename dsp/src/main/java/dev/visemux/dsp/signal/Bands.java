// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * A matrix whose rows are mostly zero: band {@code b} weighs the inputs {@code first[b] ...} by
 * {@code weights[from[b]] ... weights[from[b + 1])}.
 */
record Bands(int[] first, int[] from, float[] weights) {

    /** Keeps what lies between the first and the last weight of each row that is not zero. */
    static Bands of(float[][] matrix) {
        int[] first = new int[matrix.length];
        int[] from = new int[matrix.length + 1];
        float[] weights = new float[matrix.length * matrix[0].length];
        for (int band = 0; band < matrix.length; band++) {
            float[] row = matrix[band];
            first[band] = firstWeight(row);
            int count = lastWeight(row) + 1 - first[band];
            System.arraycopy(row, first[band], weights, from[band], count);
            from[band + 1] = from[band] + count;
        }
        return new Bands(first, from, Arrays.copyOf(weights, from[matrix.length]));
    }

    int count() {
        return first.length;
    }

    private static int firstWeight(float[] row) {
        int at = 0;
        while (at < row.length - 1 && row[at] == 0) {
            at++;
        }
        return at;
    }

    private static int lastWeight(float[] row) {
        int at = row.length - 1;
        while (at > 0 && row[at] == 0) {
            at--;
        }
        return at;
    }
}
