// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.visemux.dsp.viseme.Viseme;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the field that tells visemes, to the byte as the contract has it: before a message's last brace, or in a
 * message of its own. One for each event loop, reused: begin, visemes, end, then one of the two. It keeps nothing of a
 * message.
 */
final class Tail {
    private static final byte[][] VISEME = new byte[Viseme.COUNT][];
    private static final byte[] END_OF_LIST = ascii("],\"audio_event_id\":");
    private static final byte[] DURATION = ascii(",\"subchunk_id\":1,\"total_chunks\":1,\"audio_duration\":");
    private static final byte[] START = ascii(",\"start\":");
    private static final byte[] SMOOTHED = ascii(",\"smoothed\":true");
    private static final int MAX_DIGITS = 20;
    private static final int FIRST_CAPACITY = 1024;
    /** Of a message behind its last brace: some have line feeds there. */
    private static final int MAX_MOVED = 64;

    static {
        for (int i = 0; i < VISEME.length; i++) {
            VISEME[i] = ascii("{\"visemeId\":" + i + ",\"offset\":");
        }
    }

    private final byte[] field;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;
    private boolean first;

    /** {@code field}: the name of the injected field. */
    Tail(String field) {
        String name = new String(JsonStringEncoder.getInstance().quoteAsString(field));
        this.field = ascii("\"" + name + "\":{\"visemes\":[");
    }

    /** {@code opening}: what stands before the field. */
    void begin(byte[] opening) {
        length = 0;
        first = true;
        put(opening);
        put(field);
    }

    void viseme(int id, long offsetMillis) {
        if (!first) {
            put((byte) ',');
        }
        first = false;
        put(VISEME[id]);
        put(offsetMillis);
        put((byte) '}');
    }

    void end(long eventId, long durationMillis, long startMillis, boolean smoothed) {
        put(END_OF_LIST);
        put(eventId);
        put(DURATION);
        put(durationMillis);
        put(START);
        put(startMillis);
        if (smoothed) {
            put(SMOOTHED);
        }
        put((byte) '}');
    }

    /** The field, and behind it the rest of the message from its last brace on. */
    ByteBuf within(ByteBuf message, int brace, ByteBufAllocator allocator) {
        int rest = message.writerIndex() - brace;
        return allocator.directBuffer(length + rest).writeBytes(bytes, 0, length).writeBytes(message, brace, rest);
    }

    /**
     * Puts the field into the message, where the memory behind it has room for what moves; it is the message's own.
     *
     * @return whether it had
     */
    boolean into(ByteBuf message, int brace) {
        int rest = message.writerIndex() - brace;
        if (rest > MAX_MOVED || message.writableBytes() < length) {
            return false;
        }
        reserve(rest);
        message.getBytes(brace, bytes, length, rest);
        message.setBytes(brace, bytes, 0, length + rest).writerIndex(brace + length + rest);
        return true;
    }

    /** A frame with a message of its own. */
    ByteBuf frame(int opcode, ByteBufAllocator allocator) {
        put((byte) '}');
        int size = FrameHeader.size(length, false);
        ByteBuf frame = allocator.directBuffer(size + length).writerIndex(size);
        FrameHeader.set(frame, 0, FrameHeader.FIN | opcode, false, length);
        return frame.writeBytes(bytes, 0, length);
    }

    private void put(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void put(byte c) {
        reserve(1);
        bytes[length++] = c;
    }

    private void put(long number) {
        reserve(MAX_DIGITS);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--, number /= 10) {
            bytes[i] = (byte) ('0' + number % 10);
        }
        length += digits;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
