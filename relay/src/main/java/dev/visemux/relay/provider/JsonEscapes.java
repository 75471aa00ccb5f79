// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Resolves the escapes of a JSON string: the slow path of audio whose sender escapes {@code /} or {@code =}. */
public final class JsonEscapes {
    private static final byte NOT_ASCII = '?';

    private JsonEscapes() {}

    /** The characters of a string of ASCII, each other one as a question mark; the caller releases them. */
    public static ByteBuf resolve(ByteBuf in, int from, int length, ByteBufAllocator allocator) {
        ByteBuf plain = allocator.directBuffer(length);
        int end = from + length;
        for (int at = from; at < end; at++) {
            int c = in.getByte(at);
            if (c == '\\') {
                c = in.getByte(++at);
                if (c == 'u') {
                    c = codeUnit(in, at + 1);
                    at += 4;
                } else {
                    c = letter(c);
                }
            }
            plain.writeByte(c < 0 || c > 0x7F ? NOT_ASCII : c);
        }
        return plain;
    }

    static int letter(int c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private static int codeUnit(ByteBuf in, int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = unit << 4 | Character.digit(in.getByte(i), 16);
        }
        return unit;
    }
}
