// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * What is decided of one stream and not yet on its way back: visemes, then perhaps a last notice. Worker thread only.
 */
final class Outbox {
    private final int stream;
    private final byte[] visemes;
    private int count;
    /** The type of the last record, or 0. */
    private int notice;

    Outbox(int stream, int hops) {
        this.stream = stream;
        this.visemes = new byte[hops];
    }

    void add(byte viseme) {
        visemes[count++] = viseme;
    }

    /** For a path to be written behind {@link #count()}; {@link #added} then tells how much of it counts. */
    byte[] visemes() {
        return visemes;
    }

    void added(int hops) {
        count += hops;
    }

    /** Hops that wait. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0 && notice == 0;
    }

    void clear() {
        count = 0;
        notice = 0;
    }

    /** {@code type} is the last record of the stream. */
    void close(int type) {
        notice = type;
    }

    /** Sends what it can; what the ring refuses stays. */
    void flush(OneToOneRingBuffer back) {
        if (count > 0 && send(DspLink.VISEMES, back)) {
            count = 0;
        }
        if (count == 0 && notice != 0 && send(notice, back)) {
            notice = 0;
        }
    }

    private boolean send(int type, OneToOneRingBuffer back) {
        int index = back.tryClaim(type, DspLink.VISEMES_OFFSET + count);
        if (index >= 0) {
            back.buffer().putInt(index, stream);
            back.buffer().putBytes(index + DspLink.VISEMES_OFFSET, visemes, 0, count);
            back.commit(index);
        }
        return index >= 0;
    }
}
