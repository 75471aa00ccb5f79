// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * One message, put together from the pieces in which it comes: plain, with room for any header before it. Event loop
 * only. It owns its memory until somebody takes the message.
 */
final class Gathering {
    /** Where the payload begins. */
    static final int HEADROOM = FrameHeader.MAX_BYTES;
    /** A header's length is only a claim: what is larger gets its memory as it comes. */
    private static final int MAX_FIRST_CAPACITY = 1 << 20;

    private final ByteBufAllocator allocator;
    private ByteBuf message;

    Gathering(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Adds a piece that lies {@code phase} bytes into the payload of a frame with this header. */
    void add(ByteBuf in, int at, int length, FrameHeader header, long phase) {
        if (message == null) {
            int capacity = (int) Math.min(header.payloadLength(), MAX_FIRST_CAPACITY);
            message = allocator.directBuffer(HEADROOM + capacity).setIndex(0, HEADROOM);
        }
        int to = message.writerIndex();
        message.writeBytes(in, at, length);
        if (header.masked()) {
            FrameMask.apply(message, to, length, header.mask(), phase);
        }
    }

    /** The message so far; its payload begins at {@link #HEADROOM}. */
    ByteBuf message() {
        return message;
    }

    int length() {
        return message.writerIndex() - HEADROOM;
    }

    ByteBuf take() {
        ByteBuf taken = message;
        message = null;
        return taken;
    }

    /** Takes the message as a frame of its own. */
    ByteBuf takeFrame(int opcode, boolean masked, int mask) {
        int length = length();
        int from = HEADROOM - FrameHeader.size(length, masked);
        FrameHeader.set(message, from, FrameHeader.FIN | opcode, masked, length);
        if (masked) {
            message.setInt(HEADROOM - FrameHeader.MASK_BYTES, mask);
            FrameMask.apply(message, HEADROOM, length, mask, 0);
        }
        return take().readerIndex(from);
    }

    void release() {
        if (message != null) {
            take().release();
        }
    }
}
