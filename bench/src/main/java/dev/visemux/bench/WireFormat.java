// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.bench.Speech.Encoding;

/** Encoding and rate, by the name that ElevenLabs gives them, which serves for all vendors: pcm_24000, ulaw_8000. */
record WireFormat(String name, Encoding encoding, int rateHz) {
    private static final int UNKNOWN_HZ = 16_000;
    private static final int G711_HZ = 8_000;

    /** An unknown name is announced as it is, and spoken as 16 kHz PCM16. */
    static WireFormat of(String name) {
        String[] parts = name.split("_", 2);
        int rateHz = parts.length == 2 && parts[1].matches("[0-9]{4,5}") ? Integer.parseInt(parts[1]) : UNKNOWN_HZ;
        return switch (parts[0]) {
            case "pcm" -> new WireFormat(name, Encoding.PCM16, rateHz);
            case "ulaw" -> new WireFormat(name, Encoding.MULAW, rateHz);
            case "alaw" -> new WireFormat(name, Encoding.ALAW, rateHz);
            default -> new WireFormat(name, Encoding.PCM16, UNKNOWN_HZ);
        };
    }

    /** OpenAI's {@code {"type":"audio/pcm","rate":24000}}. */
    static WireFormat of(JsonNode format) {
        return switch (format.path("type").asText()) {
            case "audio/pcmu" -> of("ulaw_" + G711_HZ);
            case "audio/pcma" -> of("alaw_" + G711_HZ);
            default -> of("pcm_" + format.path("rate").asInt(24_000));
        };
    }

    /** OpenAI's beta: {@code pcm16}. */
    static WireFormat ofBeta(String format) {
        return switch (format) {
            case "g711_ulaw" -> of("ulaw_" + G711_HZ);
            case "g711_alaw" -> of("alaw_" + G711_HZ);
            default -> of("pcm_24000");
        };
    }
}
