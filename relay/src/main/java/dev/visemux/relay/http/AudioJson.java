// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/**
 * A JSON object whose {@code audio} may be tens of megabytes: as it comes, that one string goes to the base64 decoder
 * and an empty one takes its place in the rest, which is small and parsed strictly at the end. One thread. It judges
 * nothing but the audio: whatever JSON is malformed outside of it, the parser of the rest refuses.
 */
final class AudioJson {
    private enum State { BETWEEN, STRING, STRING_ESCAPE, AUDIO, AUDIO_ESCAPE, AUDIO_UNICODE }

    private static final String AUDIO = "audio";
    private static final int MAX_REST_BYTES = 64 * 1024;
    private static final int UNICODE_DIGITS = 4;

    private final Base64Audio audio;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private final StringBuilder name = new StringBuilder();
    private final StringBuilder digits = new StringBuilder();
    private State state = State.BETWEEN;
    private int depth;
    private boolean nameNext;
    private boolean isName;
    private boolean valueNext;
    private boolean found;

    AudioJson(Base64Audio audio) {
        this.audio = audio;
    }

    void take(ByteBuf piece) {
        while (piece.isReadable()) {
            if (state == State.AUDIO) {
                takeAudio(piece);
            } else {
                take(piece.readByte());
            }
        }
    }

    private void takeAudio(ByteBuf piece) {
        int stop = piece.forEachByte(b -> b != '"' && b != '\\');
        audio.take(piece, (stop < 0 ? piece.writerIndex() : stop) - piece.readerIndex());
        if (stop >= 0) {
            state = piece.readByte() == '"' ? State.BETWEEN : State.AUDIO_ESCAPE;
        }
    }

    private void take(byte b) {
        switch (state) {
            case BETWEEN -> between(b);
            case STRING -> inString(b);
            case STRING_ESCAPE -> {
                keep(b);
                state = State.STRING;
            }
            case AUDIO_ESCAPE -> escape(b);
            case AUDIO_UNICODE -> unicode(b);
            case AUDIO -> throw new IllegalStateException();
        }
    }

    private void between(byte b) {
        keep(b);
        switch (b) {
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            case '"' -> string();
            case ':' -> valueNext = depth == 1 && AUDIO.contentEquals(name);
            default -> { }
        }
        if (b > ' ' && b != '"' && b != ':') {
            nameNext = depth == 1 && (b == '{' || b == ',');
            valueNext = false;
        }
    }

    private void string() {
        if (valueNext) {
            keep((byte) '"');
            found = true;
            state = State.AUDIO;
        } else {
            isName = nameNext;
            name.setLength(0);
            state = State.STRING;
        }
        nameNext = false;
        valueNext = false;
    }

    private void inString(byte b) {
        keep(b);
        if (b == '"') {
            state = State.BETWEEN;
        } else if (b == '\\') {
            isName = false; // no escape is needed to write "audio": such a name is another
            state = State.STRING_ESCAPE;
        }
        if (isName && state == State.STRING && name.length() <= AUDIO.length()) {
            name.append((char) b);
        }
    }

    private void escape(byte b) {
        if (b == 'u') {
            digits.setLength(0);
            state = State.AUDIO_UNICODE;
        } else {
            audio.take(b == '/' ? '/' : '\\'); // no other escape stands for a character of base64
            state = State.AUDIO;
        }
    }

    private void unicode(byte b) {
        digits.append((char) (b & 0xff));
        if (digits.length() == UNICODE_DIGITS) {
            int c = digits.chars().allMatch(digit -> Character.digit(digit, 16) >= 0 && digit < 128)
                    ? Integer.parseInt(digits, 0, UNICODE_DIGITS, 16) : '\\';
            audio.take((char) c);
            state = State.AUDIO;
        }
    }

    private void keep(byte b) {
        if (rest.size() == MAX_REST_BYTES) {
            throw JsonFields.refused("The fields beside audio are larger than " + MAX_REST_BYTES + " bytes");
        }
        rest.write(b);
    }

    /** The other fields, once the body is whole. */
    JsonFields end() {
        JsonFields fields = JsonFields.parse(rest.toByteArray());
        if (!found) {
            throw PcmIntake.invalid(fields.has(AUDIO) ? "audio is not a string" : "audio is missing");
        }
        audio.end();
        return fields;
    }
}
