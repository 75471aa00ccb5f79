// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * A matrix whose rows are mostly zero: band {@code b} weighs the inputs {@code first[b] ...} by
 * {@code weights[from[b]] ... weights[from[b + 1])}. They are alike if each weighs the same inputs.
 */
record Bands(int[] first, int[] from, float[] weights, boolean alike) {

    /** Keeps what lies between the first and the last weight of each row that is not zero. */
    static Bands of(float[][] matrix) {
        int[] first = new int[matrix.length];
        int[] from = new int[matrix.length + 1];
        float[] weights = new float[matrix.length * matrix[0].length];
        boolean alike = true;
        for (int band = 0; band < matrix.length; band++) {
            float[] row = matrix[band];
            int start = 0;
            int end = row.length;
            while (start < end && row[start] == 0) {
                start++;
            }
            while (end > start && row[end - 1] == 0) {
                end--;
            }
            first[band] = start;
            from[band + 1] = from[band] + end - start;
            System.arraycopy(row, start, weights, from[band], end - start);
            alike &= start == first[0] && end - start == from[1];
        }
        return new Bands(first, from, Arrays.copyOf(weights, from[matrix.length]), alike);
    }

    int count() {
        return first.length;
    }
}
