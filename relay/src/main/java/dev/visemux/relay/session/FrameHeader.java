// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The header of one WebSocket frame (RFC 6455, section 5.2), read from bytes that may come one at a time, and how to
 * write one. Reused from frame to frame by one leg on its event loop; it never sees a payload.
 *
 * <pre>
 *   FIN RSV*3 opcode*4 | MASK length*7 | 0, 2 or 8 bytes of longer length | 0 or 4 bytes of mask
 * </pre>
 */
final class FrameHeader {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int FIN = 0x80;
    static final int MASKED = 0x80;
    static final int MASK_BYTES = 4;
    static final int MAX_BYTES = 14;
    static final int MAX_CONTROL_BYTES = 125;

    private static final int RSV = 0x70;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private final byte[] bytes = new byte[MAX_BYTES];
    private int have;

    /** Reads on; returns the index behind what it took. The header may still be incomplete then. */
    int read(ByteBuf in, int from, int end) {
        int at = from;
        while (have < size() && at < end) {
            bytes[have++] = in.getByte(at++);
        }
        return at;
    }

    boolean complete() {
        return have == size();
    }

    boolean started() {
        return have > 0;
    }

    void clear() {
        have = 0;
    }

    /** Length of this header as it came. */
    int size() {
        return have < 2 ? 2 : 2 + lengthBytes(bytes[1] & 0x7F) + (masked() ? MASK_BYTES : 0);
    }

    boolean fin() {
        return (bytes[0] & FIN) != 0;
    }

    int opcode() {
        return bytes[0] & 0x0F;
    }

    boolean control() {
        return opcode() >= CLOSE;
    }

    boolean masked() {
        return (bytes[1] & MASKED) != 0;
    }

    /** Negative where the sender set the highest of 64 bits, which is forbidden. */
    long payloadLength() {
        int code = bytes[1] & 0x7F;
        return code < SHORT_LENGTH ? code : number(2, lengthBytes(code));
    }

    int mask() {
        return masked() ? (int) number(have - MASK_BYTES, MASK_BYTES) : 0;
    }

    /** Whether a sender that keeps to RFC 6455 and has negotiated no extension can have sent this. */
    boolean valid(boolean mustBeMasked) {
        return (bytes[0] & RSV) == 0 && masked() == mustBeMasked && minimal()
                && (control() ? validControl() : opcode() <= BINARY);
    }

    /** This header once more, with another mask where it has one. */
    ByteBuf copy(ByteBufAllocator allocator, int mask) {
        ByteBuf copy = allocator.directBuffer(MAX_BYTES).writeBytes(bytes, 0, have);
        return masked() ? copy.setInt(have - MASK_BYTES, mask) : copy;
    }

    private boolean validControl() {
        return opcode() <= PONG && fin() && payloadLength() <= MAX_CONTROL_BYTES;
    }

    private boolean minimal() {
        long length = payloadLength();
        return length >= 0 && lengthBytes(bytes[1] & 0x7F) == lengthBytes(code(length));
    }

    private long number(int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = number << 8 | bytes[i] & 0xFF;
        }
        return number;
    }

    /** Length of the shortest header of a frame. */
    static int size(long payloadLength, boolean masked) {
        return 2 + lengthBytes(code(payloadLength)) + (masked ? MASK_BYTES : 0);
    }

    /** Writes the shortest header, without the four bytes of a mask, at {@code at}. */
    static void set(ByteBuf out, int at, int first, boolean masked, long payloadLength) {
        int code = code(payloadLength);
        out.setByte(at, first);
        out.setByte(at + 1, code | (masked ? MASKED : 0));
        if (code == SHORT_LENGTH) {
            out.setShort(at + 2, (int) payloadLength);
        } else if (code == LONG_LENGTH) {
            out.setLong(at + 2, payloadLength);
        }
    }

    private static int code(long length) {
        return length < SHORT_LENGTH ? (int) length : length <= 0xFFFF ? SHORT_LENGTH : LONG_LENGTH;
    }

    private static int lengthBytes(int code) {
        return code < SHORT_LENGTH ? 0 : code == SHORT_LENGTH ? 2 : 8;
    }
}
