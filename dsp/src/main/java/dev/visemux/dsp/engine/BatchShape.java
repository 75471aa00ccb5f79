// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/**
 * The few shapes in which networks are called, so that no call meets one for the first time: hops a segment and
 * segments a batch, both rounded up.
 */
final class BatchShape {
    static final int MAX_HOPS = 40;
    static final int MAX_SEGMENTS = 32;
    static final int[] HOPS = {5, 10, 20, MAX_HOPS};
    static final int[] SEGMENTS = {1, 4, 8, 16, MAX_SEGMENTS};
    /** What a call costs beside its rows, in rows. */
    private static final int CALL_ROWS = 60;

    private BatchShape() {}

    /** The smallest batch that holds so many segments, at most the largest. */
    static int batch(int segments) {
        int i = 0;
        while (i < SEGMENTS.length - 1 && SEGMENTS[i] < segments) {
            i++;
        }
        return SEGMENTS[i];
    }

    /**
     * Rows to be computed for {@code segments} segments of {@code hops} hops, in as many calls as it takes. A segment
     * also computes the rows of its context, about half of it on average over the layers.
     */
    static long cost(int segments, int hops, int context) {
        int rest = segments % MAX_SEGMENTS;
        long calls = segments / MAX_SEGMENTS + (rest > 0 ? 1 : 0);
        long computed = (long) segments / MAX_SEGMENTS * MAX_SEGMENTS + (rest > 0 ? batch(rest) : 0);
        return computed * (hops + context / 2) + calls * CALL_ROWS;
    }
}
