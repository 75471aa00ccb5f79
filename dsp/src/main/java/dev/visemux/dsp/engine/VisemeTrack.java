// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The visemes of one stream by hop number: known from the first not released to the last published, and final.
 * Owner thread only. It grows to the longest stretch that was ever unreleased and is then reused.
 */
public final class VisemeTrack {
    private byte[] ring = new byte[256];
    private long released;
    private long published;

    VisemeTrack() {}

    /** Hops below are known. */
    public long published() {
        return published;
    }

    /** 0 to 21. */
    public int viseme(long hop) {
        if (hop < released || hop >= published) {
            throw new IndexOutOfBoundsException("hop " + hop + " is outside " + released + " to " + published);
        }
        return ring[index(hop)];
    }

    /** Hops below are no longer needed. */
    public void release(long hop) {
        released = Math.max(released, Math.min(hop, published));
    }

    void append(DirectBuffer visemes, int at, int count) {
        while (published + count - released > ring.length) {
            grow();
        }
        for (int i = 0; i < count; i++) {
            ring[index(published + i)] = visemes.getByte(at + i);
        }
        published += count;
    }

    private int index(long hop) {
        return (int) hop & (ring.length - 1);
    }

    private void grow() {
        byte[] old = ring;
        ring = Arrays.copyOf(old, 2 * old.length);
        for (long hop = released; hop < published; hop++) {
            ring[index(hop)] = old[(int) hop & (old.length - 1)];
        }
    }
}
