// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Mono PCM16 on its way from a body to the engine's ring, in blocks of one record. Event loop only. A block is written
 * to its end, then read from its start.
 */
final class PcmQueue {
    private static final int BLOCK_BYTES = DspStream.MAX_RECORD_BYTES;
    private final ArrayDeque<ByteBuffer> blocks = new ArrayDeque<>();
    private final HeldBytes held;

    PcmQueue(HeldBytes held) {
        this.held = held;
    }

    /** The block to write into; it has room for a sample at least. */
    ByteBuffer room() {
        if (blocks.isEmpty() || blocks.getLast().remaining() < Short.BYTES) {
            held.take(BLOCK_BYTES);
            blocks.add(ByteBuffer.allocate(BLOCK_BYTES));
        }
        return blocks.getLast();
    }

    void write(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            ByteBuffer room = room();
            int count = Math.min(piece.remaining(), room.remaining());
            room.put(piece.slice(piece.position(), count));
            piece.position(piece.position() + count);
        }
    }

    /** Bytes that can be read as one record; 0 where there are none. */
    int next() {
        return blocks.isEmpty() ? 0 : blocks.getFirst().position();
    }

    byte[] nextBytes() {
        return blocks.getFirst().array();
    }

    /** The record was read. */
    void remove() {
        blocks.removeFirst();
        held.give(BLOCK_BYTES);
    }

    long size() {
        return blocks.stream().mapToLong(ByteBuffer::position).sum();
    }

    void clear() {
        while (!blocks.isEmpty()) {
            remove();
        }
    }
}
