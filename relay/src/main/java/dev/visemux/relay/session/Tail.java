// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.visemux.dsp.viseme.Viseme;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes what is injected before a message's last brace, to the byte as the contract has it. One for each event loop,
 * reused: begin, visemes, end. It keeps nothing of a message.
 */
final class Tail {
    private static final byte[][] VISEME = new byte[Viseme.COUNT][];
    private static final byte[] END_OF_LIST = ascii("],\"audio_event_id\":");
    private static final byte[] DURATION = ascii(",\"subchunk_id\":1,\"total_chunks\":1,\"audio_duration\":");
    private static final byte[] START = ascii(",\"start\":");
    private static final int MAX_DIGITS = 20;
    private static final int FIRST_CAPACITY = 1024;

    static {
        for (int i = 0; i < VISEME.length; i++) {
            VISEME[i] = ascii("{\"visemeId\":" + i + ",\"offset\":");
        }
    }

    private final byte[] opening;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;
    private boolean first;

    /** {@code field}: the name of the injected field. */
    Tail(String field) {
        opening = ascii(",\"" + new String(JsonStringEncoder.getInstance().quoteAsString(field)) + "\":{\"visemes\":[");
    }

    void begin() {
        length = 0;
        first = true;
        put(opening);
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

    /** The injected bytes, and behind them the rest of the message from its last brace on. */
    ByteBuf end(long eventId, long durationMillis, long startMillis, ByteBuf message, int brace,
            ByteBufAllocator allocator) {
        put(END_OF_LIST);
        put(eventId);
        put(DURATION);
        put(durationMillis);
        put(START);
        put(startMillis);
        put((byte) '}');
        int rest = message.writerIndex() - brace;
        return allocator.directBuffer(length + rest).writeBytes(bytes, 0, length).writeBytes(message, brace, rest);
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

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
