// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * What runs between one owner and the worker that serves it: a lane out for live audio, a smaller one for recorded audio, a
 * ring back, and the bell at the worker. A worker that is replaced keeps its own, where it can do no harm when it wakes up.
 *
 * @param roomWanted the owner waits for room in a lane; written by both sides
 */
record Wires(DspLink link, Bell bell, Lane live, Lane recorded, OneToOneRingBuffer back, AtomicBoolean roomWanted) {
    /** Of the ring of live audio: the one of recorded audio, and the one back, in which a hop is a byte. */
    private static final int RECORDED_PART = 8;
    private static final int BACK_PART = 16;

    Wires(DspLink link, Bell bell, int ringBytes) {
        this(link, bell, new Lane(ringBytes), new Lane(ringBytes / RECORDED_PART), Lane.ring(ringBytes / BACK_PART),
                new AtomicBoolean());
    }

    /** Whether somebody waits for room; asking answers the wish. */
    boolean takeRoomWish() {
        return roomWanted.get() && roomWanted.getAndSet(false);
    }

    boolean hasRecords() {
        return live.hasRecords() || recorded.hasRecords();
    }

    boolean hasWork() {
        return hasRecords() || roomWanted.get() || link.isClosed();
    }
}
