// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.agrona.concurrent.ringbuffer.RecordDescriptor.ALIGNMENT;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.HEADER_LENGTH;
import static org.agrona.concurrent.ringbuffer.RecordDescriptor.lengthOffset;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jctools.queues.SpscLinkedQueue;

/**
 * The ring that carries samples and control records, in order, from one owner to one worker. The owner claims and
 * commits; the worker reads. PCM never enters the reserve, so that control records find room when audio does not.
 *
 * <pre>
 *   0        4                       8
 *   +--------+-----------------------+--------------
 *   | stream | length | end of frame | PCM (PCM only)
 *   +--------+-----------------------+--------------
 * </pre>
 */
final class Lane {
    static final int OPEN = 1;
    static final int PCM = 2;
    static final int GAP = 3;
    static final int FINISH = 4;
    static final int CLOSE = 5;

    static final int STREAM_OFFSET = 0;
    static final int LENGTH_OFFSET = 4;
    static final int PCM_OFFSET = 8;
    static final int END_OF_FRAME = 1 << 31;

    /** 4,096 control records. */
    private static final int RESERVE_BYTES = 64 << 10;

    private final OneToOneRingBuffer ring;
    private final SpscLinkedQueue<Ticket> tickets = new SpscLinkedQueue<>();

    Lane(int bytes) {
        ring = ring(bytes);
    }

    static OneToOneRingBuffer ring(int bytes) {
        ByteBuffer memory = BufferUtil.allocateDirectAligned(
                bytes + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH);
        return new OneToOneRingBuffer(new UnsafeBuffer(memory.order(ByteOrder.nativeOrder())));
    }

    // Any thread.

    /** Bytes that wait for the worker. */
    int used() {
        return ring.size();
    }

    // Owner's side.

    MutableDirectBuffer buffer() {
        return ring.buffer();
    }

    int capacity() {
        return ring.capacity();
    }

    /** Whether a frame of {@code bytes}, in records of the largest size, fits as a whole. */
    boolean fits(int bytes) {
        long full = bytes / DspStream.MAX_RECORD_BYTES;
        int rest = bytes % DspStream.MAX_RECORD_BYTES;
        int largest = required(Math.min(bytes, DspStream.MAX_RECORD_BYTES));
        // A record is never split at the ring's end: as much may be lost there once.
        return full * required(DspStream.MAX_RECORD_BYTES) + required(rest) + largest <= free();
    }

    /** Index of the PCM, or -1. */
    int claim(int maxBytes) {
        int required = required(maxBytes);
        int toEnd = ring.capacity() - ((int) ring.producerPosition() & ring.capacity() - 1);
        if (required + (toEnd < required ? toEnd : 0) > free()) {
            return -1;
        }
        int index = ring.tryClaim(PCM, PCM_OFFSET + maxBytes);
        return index < 0 ? -1 : index + PCM_OFFSET;
    }

    void commit(int pcmIndex, int stream, int length, boolean endOfFrame) {
        int index = pcmIndex - PCM_OFFSET;
        ring.buffer().putInt(index + STREAM_OFFSET, stream);
        ring.buffer().putInt(index + LENGTH_OFFSET, endOfFrame ? length | END_OF_FRAME : length);
        ring.commit(index);
    }

    void abort(int pcmIndex) {
        ring.abort(pcmIndex - PCM_OFFSET);
    }

    boolean control(int type, Ticket ticket) {
        int index = ring.tryClaim(type, PCM_OFFSET);
        if (index < 0) {
            return false;
        }
        if (type == OPEN) {
            tickets.offer(ticket);
        }
        ring.buffer().putInt(index + STREAM_OFFSET, ticket.id());
        ring.buffer().putInt(index + LENGTH_OFFSET, 0);
        ring.commit(index);
        return true;
    }

    private long free() {
        return ring.capacity() - (ring.producerPosition() - ring.consumerPosition()) - RESERVE_BYTES;
    }

    private static int required(int bytes) {
        return BitUtil.align(PCM_OFFSET + bytes + HEADER_LENGTH, ALIGNMENT) + HEADER_LENGTH;
    }

    // Worker's side.

    /** Whether a record is committed; a claimed one does not count. */
    boolean hasRecords() {
        int head = (int) ring.consumerPosition() & ring.capacity() - 1;
        return ring.buffer().getIntVolatile(lengthOffset(head)) > 0;
    }

    int read(ControlledMessageHandler handler) {
        return ring.controlledRead(handler);
    }

    /** The ticket that belongs to the OPEN record just read. */
    Ticket ticket() {
        return tickets.poll();
    }
}
