// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that was rendered once and is sent many times: a frame is a copy of it with the numbers of its turn and its
 * stamp. Immutable; any thread.
 */
final class Template {
    /** What it was rendered with in the places of a turn's number and of an event's, the latter plus 1, 2, 3... */
    static final int TURN = 1_234_567_890;
    static final int FIRST_EVENT = 1_000_000_000;
    private static final int DIGITS = 10;
    private static final Pattern NUMBER = Pattern.compile(TURN + "|(?<=\"event_id\":)10000\\d{5}");
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_BINARY = 0x82;
    private static final int MASKED = 0x80;

    private record Hole(int at, int event) {} // event 0: the turn's number

    private final byte[] open; // without its closing brace
    private final boolean binary;
    private final List<Hole> holes = new ArrayList<>();
    private final int events;

    Template(byte[] json, boolean binary) {
        String text = new String(json, StandardCharsets.ISO_8859_1).stripTrailing();
        open = text.substring(0, text.length() - 1).getBytes(StandardCharsets.ISO_8859_1);
        this.binary = binary;
        int last = 0;
        for (Matcher number = NUMBER.matcher(text); number.find();) {
            int event = Integer.parseInt(number.group()) == TURN ? 0 : Integer.parseInt(number.group()) - FIRST_EVENT;
            holes.add(new Hole(number.start(), event));
            last = Math.max(last, event);
        }
        events = last;
    }

    /** The highest event number in it, counted from 1 in its turn. */
    int events() {
        return events;
    }

    /** A vendor's frame. */
    ByteBuf frame(ByteBufAllocator allocator, Mark mark) {
        return frame(allocator, mark, false, 0);
    }

    /** A client's. */
    ByteBuf masked(ByteBufAllocator allocator, Mark mark, int mask) {
        return frame(allocator, mark, true, mask);
    }

    /** The message alone, for a client that makes its frames itself. */
    String text(Mark mark) {
        ByteBuf frame = frame(UnpooledByteBufAllocator.DEFAULT, mark);
        try {
            int length = open.length + Stamp.BYTES + 1;
            return frame.toString(frame.writerIndex() - length, length, StandardCharsets.UTF_8);
        } finally {
            frame.release();
        }
    }

    private ByteBuf frame(ByteBufAllocator allocator, Mark mark, boolean masked, int mask) {
        int length = open.length + Stamp.BYTES + 1;
        ByteBuf frame = allocator.directBuffer(length + 14);
        frame.writeByte(binary ? FIN_BINARY : FIN_TEXT);
        writeLength(frame, length, masked ? MASKED : 0);
        if (masked) {
            frame.writeInt(mask);
        }
        int start = frame.writerIndex();
        frame.writeBytes(open);
        holes.forEach(hole -> digits(frame, start + hole.at,
                hole.event == 0 ? mark.turn() : FIRST_EVENT + mark.eventBase() + hole.event));
        Stamp.write(frame, start, mark.kind(), mark.session(), mark.sequence(), mark.dueNanos());
        frame.writeByte('}');
        if (masked) {
            mask(frame, start, mask);
        }
        return frame;
    }

    private static void writeLength(ByteBuf frame, int length, int bit) {
        if (length < 126) {
            frame.writeByte(bit | length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(bit | 126).writeShort(length);
        } else {
            frame.writeByte(bit | 127).writeLong(length);
        }
    }

    /** Ten of them, whatever the number. */
    private static void digits(ByteBuf frame, int at, int number) {
        for (int i = DIGITS - 1, left = number; i >= 0; i--, left /= 10) {
            frame.setByte(at + i, '0' + left % 10);
        }
    }

    private static void mask(ByteBuf frame, int from, int mask) {
        long twice = (long) mask << 32 | mask & 0xFFFF_FFFFL;
        int at = from;
        for (int end = frame.writerIndex() - Long.BYTES; at <= end; at += Long.BYTES) {
            frame.setLong(at, frame.getLong(at) ^ twice);
        }
        for (int shift = 56; at < frame.writerIndex(); at++, shift -= 8) {
            frame.setByte(at, frame.getByte(at) ^ (byte) (twice >>> shift));
        }
    }
}
