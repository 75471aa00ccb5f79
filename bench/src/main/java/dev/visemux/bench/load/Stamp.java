// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The last member of every message that is measured: {@code ,"stamp":"..."} with its kind, the sender's session, its
 * number in the session, the moment when it was due and a CRC-32C of all before it. One reader for each session.
 */
final class Stamp {
    private static final byte[] KEY = ",\"stamp\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int SIGNED = KEY.length + 1 + 8 + 8 + 16;
    /** Of the whole member. */
    static final int BYTES = SIGNED + CRC_DIGITS + 1;

    /** What became of a message on its way. */
    enum Verdict { WHOLE, CORRUPT, UNSTAMPED }

    private final CRC32C crc = new CRC32C();
    private Kind kind;
    private int session;
    private int sequence;
    private long dueNanos;
    private int end;

    /** Appends the member to {@code json}, which began at {@code start} and lacks its closing brace. */
    static void write(ByteBuf json, int start, Kind kind, int session, int sequence, long dueNanos) {
        json.writeBytes(KEY).writeByte(kind.letter);
        writeHex(json, session, 8);
        writeHex(json, sequence, 8);
        writeHex(json, dueNanos, 16);
        CRC32C crc = new CRC32C();
        crc.update(json.nioBuffer(start, json.writerIndex() - start));
        writeHex(json, crc.getValue(), CRC_DIGITS);
        json.writeByte('"');
    }

    private static void writeHex(ByteBuf out, long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.writeByte(HEX[(int) (value >>> shift) & 15]);
        }
    }

    /** Reads the stamp and holds the bytes before it to it; what comes after it is at {@link #end}. */
    Verdict read(ByteBuf message) {
        int at = find(message);
        if (at < 0) {
            return Verdict.UNSTAMPED;
        }
        int from = at + KEY.length;
        kind = Kind.of(message.getByte(from));
        session = (int) readHex(message, from + 1, 8);
        sequence = (int) readHex(message, from + 9, 8);
        dueNanos = readHex(message, from + 17, 16);
        end = at + BYTES;
        int signed = at + SIGNED;
        crc.reset();
        crc.update(message.nioBuffer(message.readerIndex(), signed - message.readerIndex()));
        boolean whole = kind != null && crc.getValue() == readHex(message, signed, CRC_DIGITS) && message.getByte(end - 1) == '"';
        return whole ? Verdict.WHOLE : Verdict.CORRUPT;
    }

    /** From the end: what was injected behind it is short. */
    private static int find(ByteBuf message) {
        for (int at = message.writerIndex() - BYTES - 1; at >= message.readerIndex(); at--) {
            if (message.getByte(at) == ',' && isKey(message, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isKey(ByteBuf message, int at) {
        for (int i = 1; i < KEY.length; i++) {
            if (message.getByte(at + i) != KEY[i]) {
                return false;
            }
        }
        return true;
    }

    private static long readHex(ByteBuf in, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            value = value << 4 | Character.digit(in.getByte(i), 16) & 15;
        }
        return value;
    }

    Kind kind() {
        return kind;
    }

    int session() {
        return session;
    }

    int sequence() {
        return sequence;
    }

    /** By System.nanoTime, which the processes of one Linux machine share. */
    long dueNanos() {
        return dueNanos;
    }

    /** Where the sender's closing brace was: there now, or behind what was injected. */
    int end() {
        return end;
    }
}
