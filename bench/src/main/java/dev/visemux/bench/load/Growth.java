// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.Arrays;

/**
 * Whether a number that was sampled over time stays where it is. The slope is the median of the slopes between all pairs
 * of samples (Theil and Sen), which a third of wild samples cannot move; what it adds over the judged time must stay
 * under the larger of an absolute and a relative tolerance.
 *
 * @param name     with its unit
 * @param before   samples of the warm-up, not judged
 * @param values   the judged ones, evenly spaced
 * @param absolute tolerance
 * @param relative tolerance, as a share of the median
 */
record Growth(String name, double[] before, double[] values, double absolute, double relative) {
    /** Judges the samples but for the first {@code warmUp} of them. */
    static Growth of(String name, double[] samples, int warmUp, double absolute, double relative) {
        return new Growth(name, Arrays.copyOf(samples, warmUp), Arrays.copyOfRange(samples, warmUp, samples.length),
                absolute, relative);
    }

    double median() {
        return median(values);
    }

    /** What the slope adds from the first judged sample to the last. */
    double growth() {
        double[] slopes = new double[values.length * (values.length - 1) / 2];
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i + 1; j < values.length; j++) {
                slopes[n++] = (values[j] - values[i]) / (j - i);
            }
        }
        return slopes.length == 0 ? 0 : median(slopes) * (values.length - 1);
    }

    double tolerance() {
        return Math.max(absolute, relative * Math.abs(median()));
    }

    boolean isFlat() {
        return growth() <= tolerance();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0 ? 0 : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
