// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import java.nio.charset.StandardCharsets;

/**
 * Reads media types such as {@code audio/pcm;rate=24000} (RFC 2045, section 5.1): 16-bit mono at 24 kHz where nothing
 * else is said. One thread; it allocates when the rate changes.
 */
final class PcmMime {
    private static final byte[] AUDIO = "audio/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PCM = "audio/pcm".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RATE = "rate=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHANNELS = "channels=".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_CHARS = 128;

    private final byte[] text = new byte[MAX_CHARS];
    private int at;
    private int end;
    private PcmFormat last = PcmFormat.pcm16(24_000);
    private PcmFormat format;

    /** Takes the string that the cursor has read; false where it is no sound. */
    boolean read(JsonCursor cursor) {
        end = cursor.copyText(text);
        at = 0;
        for (int i = 0; i < end; i++) {
            text[i] = (byte) Character.toLowerCase(text[i]);
        }
        boolean sound = end < 0 || startsWith(AUDIO);
        format = sound && skip(PCM) && ends() ? parameters() : null;
        return sound;
    }

    /** Of what was read last; null where it is not supported. */
    PcmFormat format() {
        return format;
    }

    private PcmFormat parameters() {
        int rateHz = 24_000;
        int channels = 1;
        while (at < end) {
            at++; // ';'
            ends(); // spaces
            if (skip(RATE)) {
                rateHz = number();
            } else if (skip(CHANNELS)) {
                channels = number();
            }
            while (!ends()) {
                at++;
            }
        }
        if (channels != 1 || rateHz < PcmFormat.MIN_RATE_HZ || rateHz > PcmFormat.MAX_RATE_HZ) {
            return null;
        }
        last = last.rateHz() == rateHz ? last : PcmFormat.pcm16(rateHz);
        return last;
    }

    /** Nothing but spaces is left before the next parameter. */
    private boolean ends() {
        while (at < end && text[at] == ' ') {
            at++;
        }
        return at >= end || text[at] == ';';
    }

    /** -1 where it is none. */
    private int number() {
        int number = 0;
        for (; at < end && text[at] >= '0' && text[at] <= '9' && number < 1_000_000; at++) {
            number = 10 * number + text[at] - '0';
        }
        return ends() ? number : -1;
    }

    private boolean skip(byte[] word) {
        boolean there = startsWith(word);
        at += there ? word.length : 0;
        return there;
    }

    private boolean startsWith(byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (at + i >= end || text[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
