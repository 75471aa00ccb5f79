// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.PcmFormat.Encoding;
import java.nio.charset.StandardCharsets;

/**
 * How OpenAI names audio formats: GA {@code {"type":"audio/pcm","rate":24000}}, {@code audio/pcmu}, {@code audio/pcma};
 * beta {@code "pcm16"}, {@code "g711_ulaw"}, {@code "g711_alaw"}.
 */
final class OpenAiFormats {
    static final PcmFormat DEFAULT = PcmFormat.pcm16(24_000);

    private static final PcmFormat MULAW = new PcmFormat(Encoding.MULAW, 8_000);
    private static final PcmFormat ALAW = new PcmFormat(Encoding.ALAW, 8_000);
    private static final byte[] TYPE = ascii("type");
    private static final byte[] RATE = ascii("rate");

    private record Name(byte[] ga, byte[] beta, PcmFormat format) {}

    private static final Name[] NAMES = {
        new Name(ascii("audio/pcm"), ascii("pcm16"), DEFAULT),
        new Name(ascii("audio/pcmu"), ascii("g711_ulaw"), MULAW),
        new Name(ascii("audio/pcma"), ascii("g711_alaw"), ALAW),
    };

    private OpenAiFormats() {}

    /** Reads the value that the cursor stands before; null where the format is not supported. */
    static PcmFormat read(JsonCursor cursor) {
        if (!cursor.enter()) {
            return cursor.text() ? named(cursor) : null;
        }
        PcmFormat format = null;
        int rateHz = 0;
        while (cursor.next()) {
            if (cursor.named(TYPE)) {
                format = cursor.text() ? named(cursor) : null;
            } else if (cursor.named(RATE)) {
                rateHz = cursor.number(0);
            } else {
                cursor.skip();
            }
        }
        return format == DEFAULT && rateHz != 0 ? pcm16(rateHz) : format;
    }

    private static PcmFormat named(JsonCursor cursor) {
        for (Name name : NAMES) {
            if (cursor.textIs(name.ga) || cursor.textIs(name.beta)) {
                return name.format;
            }
        }
        return null;
    }

    private static PcmFormat pcm16(int rateHz) {
        boolean supported = rateHz >= PcmFormat.MIN_RATE_HZ && rateHz <= PcmFormat.MAX_RATE_HZ;
        return supported ? PcmFormat.pcm16(rateHz) : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
