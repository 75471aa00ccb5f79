// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/**
 * The few shapes in which networks are called, so that no call meets one for the first time: hops a segment and
 * segments a batch, both rounded up.
 */
final class BatchShape {
    static final int MAX_HOPS = 40;
    static final int MAX_SEGMENTS = 32;
    /**
     * Segments of {@link #MAX_HOPS} in a call that must not depend on what runs beside: a network's last bits differ
     * with the shape of its call. A quarter of a full batch: nobody waits long for it.
     */
    static final int STEADY_SEGMENTS = 8;
    static final int[] HOPS = {5, 10, 20, MAX_HOPS};
    /** Not 1: PyTorch's convolution leaves its fast path there, and four cost less. */
    static final int[] SEGMENTS = {4, 8, 16, MAX_SEGMENTS};
    /** What a call costs beside its rows, in rows; measured: 0.4 ms and 2 us. */
    private static final int CALL_ROWS = 200;

    private BatchShape() {}

    /** The smallest batch that holds so many segments, at most the largest. */
    static int batch(int segments) {
        int i = 0;
        while (i < SEGMENTS.length - 1 && SEGMENTS[i] < segments) {
            i++;
        }
        return SEGMENTS[i];
    }

    /** Rows computed for so many segments of {@code hops} hops and their context, in as many calls as needed. */
    static long cost(int segments, int hops, int context) {
        int rest = segments % MAX_SEGMENTS;
        long calls = segments / MAX_SEGMENTS + (rest > 0 ? 1 : 0);
        long computed = segments - rest + (rest > 0 ? batch(rest) : 0);
        return computed * (hops + context) + calls * CALL_ROWS;
    }
}
