// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.Kernels;
import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/**
 * Walks one JSON text (RFC 8259) in native memory, member by member, in whatever order and white space it comes, and
 * remembers nothing but where it stands: no allocation, no copy. One thread; it owns nothing and must be wrapped anew
 * after the memory is freed.
 *
 * <p>It is as strict as a parser except inside strings, where it does not look for control characters and broken UTF-8:
 * it jumps from one quote or backslash to the next. What it cannot read makes it {@link #broken()}, for good.
 */
final class JsonCursor {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    /** A kernel pays from here on: keys, types and ids are shorter, audio is longer. */
    private static final int SHORT_STRING = 48;
    private static final int MAX_DEPTH = 64;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHEST_BITS = ONES << 7;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final int END = -1;

    private final Kernels kernels = Kernels.best();
    private long base;
    private int at;
    private int end;
    private boolean broken;
    /** Between a '{' and its first key: no comma is due. */
    private boolean opened;

    private int keyFrom;
    private int keyTo;
    private boolean keyEscaped;
    private int textFrom;
    private int textTo;
    private boolean textEscaped;

    /** Starts at the first byte of {@code length}; positions are counted from there. */
    JsonCursor wrap(ByteBuf buf, int from, int length) {
        base = buf.memoryAddress() + from;
        at = 0;
        end = length;
        broken = false;
        return this;
    }

    /**
     * Whether a message that begins so may matter: as the string of this name says to {@code matters}, which finds it read; or
     * because the beginning ends before that string.
     */
    boolean mayMatter(ByteBuf in, int from, int length, byte[] name, BooleanSupplier matters) {
        if (!wrap(in, from, length).enter()) {
            return finished(); // nothing to be seen yet
        }
        return stepTo(name) && text() ? matters.getAsBoolean() : broken;
    }

    /** Goes back to a {@link #position()} before a value, and down from there; false where the path ends early. */
    boolean find(int position, byte[][] path) {
        at = position;
        for (byte[] name : path) {
            if (!enter() || !stepTo(name)) {
                return false;
            }
        }
        return true;
    }

    int position() {
        return at;
    }

    /** Not JSON, or cut off: for good, whatever is called afterwards. */
    boolean broken() {
        return broken;
    }

    /** Nothing but white space is left. */
    boolean finished() {
        return !broken && peek() == END;
    }

    /** Steps into an object; false where the value is something else, which is then still to be skipped. */
    boolean enter() {
        opened = peek() == '{';
        if (opened) {
            at++;
        }
        return opened;
    }

    /** Steps to the value of the next member; false behind the object's end. */
    boolean next() {
        if (peek() == '}' && !broken) {
            at++;
            opened = false;
            return false;
        }
        boolean comma = opened || take(',');
        opened = false;
        boolean stepped = comma && key();
        keyFrom = textFrom;
        keyTo = textTo;
        keyEscaped = textEscaped;
        return stepped || fail();
    }

    /** Steps to the value of the first member of this name; false behind the object's end. */
    boolean stepTo(byte[] name) {
        while (next()) {
            if (named(name)) {
                return true;
            }
            skip();
        }
        return false;
    }

    /** Steps into an array; false where the value is something else, which is then still to be skipped. */
    boolean enterArray() {
        opened = peek() == '[';
        if (opened) {
            at++;
        }
        return opened;
    }

    /** Steps to the next element; false behind the array's end. */
    boolean nextElement() {
        if (peek() == ']' && !broken) {
            at++;
            opened = false;
            return false;
        }
        boolean comma = opened || take(',');
        opened = false;
        return comma || fail();
    }

    /** Whether the member that {@link #next()} stepped to has this name. */
    boolean named(byte[] name) {
        return same(keyFrom, keyTo, keyEscaped, name);
    }

    /** Reads a string; false where the value is something else, which is then skipped. */
    boolean text() {
        if (peek() != '"') {
            skip();
            return false;
        }
        return string() || fail();
    }

    /** Where the string that was read last begins, behind its quote. */
    int textFrom() {
        return textFrom;
    }

    int textLength() {
        return textTo - textFrom;
    }

    boolean textEscaped() {
        return textEscaped;
    }

    boolean textIs(byte[] other) {
        return same(textFrom, textTo, textEscaped, other);
    }

    /** Writes the last string, its escapes resolved, as Latin-1; returns its length, or -1 where it does not fit. */
    int copyText(byte[] into) {
        int length = 0;
        for (int p = textFrom; p < textTo; length++) {
            if (length == into.length) {
                return -1;
            }
            int c = get(p);
            into[length] = (byte) (c == '\\' ? escaped(p) : c);
            p += c == '\\' ? escapeLength(p) : 1;
        }
        return length;
    }

    /** A hash of the last string as it is written (FNV-1a, 64 bits); never 0. */
    long textHash() {
        long hash = 0xcbf29ce484222325L;
        for (int i = textFrom; i < textTo; i++) {
            hash = (hash ^ get(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    /** Reads a value and returns it where it is a small whole number, else {@code otherwise}. */
    int number(int otherwise) {
        return (int) whole(9, otherwise);
    }

    /** The same for up to 18 digits. */
    long whole(long otherwise) {
        return whole(18, otherwise);
    }

    private long whole(int maxDigits, long otherwise) {
        int from = peek() == END ? end : at;
        if (!skip() || at - from > maxDigits) {
            return otherwise;
        }
        long number = 0;
        for (int i = from; i < at; i++) {
            int digit = get(i) - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** Skips a value and tells whether it was {@code false}. */
    boolean isFalse() {
        return peek() == 'f' & skip();
    }

    /** Skips a value and tells whether it is this text, or a number or literal that is written so. */
    boolean reads(byte[] other) {
        if (peek() == '"') {
            return text() && textIs(other);
        }
        int from = at;
        return skip() && same(from, at, false, other);
    }

    /** Skips a value and tells whether it is neither null nor false. */
    boolean isSomething() {
        int first = peek();
        return skip() && first != 'n' && first != 'f';
    }

    /** Skips a value and tells whether it was {@code true}. */
    boolean isTrue() {
        return peek() == 't' & skip();
    }

    /** Skips one value of any kind. */
    boolean skip() {
        int depth = 0;
        long braces = 0; // a bit for each open bracket, the innermost lowest: 1 where it is a brace
        do {
            int c = peek();
            if (c == '{' || c == '[') {
                at++;
                if (peek() == c + 2) { // in ASCII, a bracket's partner
                    at++;
                } else {
                    depth++;
                    braces = braces << 1 | (c == '{' ? 1 : 0);
                    if (depth > MAX_DEPTH || c == '{' && !key()) {
                        return fail();
                    }
                    continue;
                }
            } else if (!scalar(c)) {
                return fail();
            }
            // A value is complete: step out of all that it completes, or on to the next one.
            while (depth > 0 && !take(',')) {
                if (!take((braces & 1) != 0 ? '}' : ']')) {
                    return fail();
                }
                depth--;
                braces >>>= 1;
            }
            if (depth > 0 && (braces & 1) != 0 && !key()) {
                return fail();
            }
        } while (depth > 0);
        return !broken;
    }

    private boolean scalar(int c) {
        return switch (c) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> numeral();
        };
    }

    private boolean key() {
        return peek() == '"' && string() && take(':');
    }

    private boolean string() {
        textEscaped = false;
        textFrom = ++at;
        while (seek()) {
            if (get(at) == '"') {
                textTo = at++;
                return true;
            }
            textEscaped = true;
            if (!escape()) {
                return false;
            }
        }
        return false;
    }

    /** Moves to the next quote or backslash: eight bytes at a time while it is near, then by a kernel. */
    private boolean seek() {
        int near = Math.min(end, at + SHORT_STRING);
        for (; at <= near - Long.BYTES; at += Long.BYTES) {
            long word = MEMORY.get(WORD, base + at);
            long found = zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES);
            if (found != 0) {
                at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
                return true;
            }
        }
        at += kernels.findQuoteOrEscape(base + at, end - at);
        return at < end;
    }

    /** Marks the lowest byte that is 0 by its highest bit, and no byte below it; 0 where none is (Mycroft 1987). */
    private static long zeroBytes(long word) {
        return word - ONES & ~word & HIGHEST_BITS;
    }

    private boolean escape() {
        int c = at + 1 < end ? get(at + 1) : END;
        at += 2;
        return switch (c) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
            case 'u' -> {
                at += 4;
                yield at <= end && codeUnit(at - 4) >= 0;
            }
            default -> false;
        };
    }

    private boolean numeral() {
        if (at < end && get(at) == '-') {
            at++;
        }
        if (at < end && get(at) == '0') {
            at++;
        } else if (!digits()) {
            return false;
        }
        if (at < end && get(at) == '.') {
            at++;
            if (!digits()) {
                return false;
            }
        }
        return at == end || (get(at) | 0x20) != 'e' || exponent();
    }

    private boolean exponent() {
        at++;
        if (at < end && (get(at) == '+' || get(at) == '-')) {
            at++;
        }
        return digits();
    }

    private boolean digits() {
        int from = at;
        while (at < end && get(at) >= '0' && get(at) <= '9') {
            at++;
        }
        return at > from;
    }

    private boolean literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at == end || get(at) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Compares with what is written, its escapes resolved. */
    private boolean same(int from, int to, boolean escaped, byte[] other) {
        if (!escaped) {
            return to - from == other.length && sameBytes(from, other);
        }
        int i = 0;
        for (int p = from; p < to; i++) {
            int c = get(p);
            if (i == other.length || (c == '\\' ? escaped(p) : c) != other[i]) {
                return false;
            }
            p += c == '\\' ? escapeLength(p) : 1;
        }
        return i == other.length;
    }

    private boolean sameBytes(int from, byte[] other) {
        int i = 0;
        while (i < other.length && get(from + i) == other[i]) {
            i++;
        }
        return i == other.length;
    }

    /** What the escape at {@code backslash} stands for. */
    private int escaped(int backslash) {
        int letter = get(backslash + 1);
        return letter == 'u' ? codeUnit(backslash + 2) : JsonEscapes.letter(letter);
    }

    private int escapeLength(int backslash) {
        return get(backslash + 1) == 'u' ? 6 : 2;
    }

    /** Four hexadecimal digits; negative where they are not. */
    private int codeUnit(int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = unit << 4 | Character.digit(get(i), 16);
        }
        return unit;
    }

    /** The next byte that is not white space, not consumed. */
    private int peek() {
        while (at < end) {
            int c = get(at);
            if (c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return broken ? END : c;
            }
            at++;
        }
        return END;
    }

    private boolean take(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private boolean fail() {
        broken = true;
        at = end;
        return false;
    }

    private int get(int i) {
        return MEMORY.get(ValueLayout.JAVA_BYTE, base + i) & 0xFF;
    }
}
