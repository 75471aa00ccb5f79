// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.dsp.signal.PcmFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;

/** What the SDK tests must know of a vendor. */
enum SdkVendor {
    OPENAI(24_000, "\"type\":\"input_audio_buffer.speech_started\"",
            new Close(1001, "Your session hit the maximum duration of 60 minutes.")) {
        @Override
        JsonNode sounds(JsonNode message) {
            return message.path("delta");
        }
    },
    GEMINI(24_000, "\"interrupted\":", new Close(1011, "Internal error occurred.")) {
        @Override
        JsonNode sounds(JsonNode message) {
            return message.at("/serverContent/modelTurn/parts");
        }
    },
    ELEVENLABS(16_000, "\"type\":\"interruption\"", new Close(1000, "")) {
        @Override
        JsonNode sounds(JsonNode message) {
            return message.at("/audio_event/audio_base_64");
        }
    },
    VATEL(24_000, "\"type\":\"interruption\"", new Close(1000, "")) {
        @Override
        JsonNode sounds(JsonNode message) {
            return message.at("/data/audio");
        }
    };

    private static final String AGENT = "6f1cb1f4-3a0f-4c7e-9f4e-0d2c5a8b7e11";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int rateHz;
    private final String interruption;
    private final Close farewell;

    SdkVendor(int rateHz, String interruption, Close farewell) {
        this.rateHz = rateHz;
        this.interruption = interruption;
        this.farewell = farewell;
    }

    /** One base64 string, or a list of parts that may hold some. */
    abstract JsonNode sounds(JsonNode message);

    /** What it speaks unless told otherwise. */
    PcmFormat format() {
        return PcmFormat.pcm16(rateHz);
    }

    /** How it hangs up. */
    Close farewell() {
        return farewell;
    }

    /** Whether it says when a turn has ended, in a message of its own. */
    boolean endsTurns() {
        return this == OPENAI || this == GEMINI;
    }

    /** As the relay's API names it. */
    String provider() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a tenant asks for: each change of the decoder, so that it can be compared. */
    ObjectNode config(String key) {
        ObjectNode config = JSON.createObjectNode().put("api_key", key).put("natural_lip_sync", false);
        return this == ELEVENLABS || this == VATEL ? config.put("agent_id", AGENT) : config.put("model", "any");
    }

    /** What a seat in a room is asked with; all of it goes to the room's agent. */
    ObjectNode seatRequest() {
        return JSON.createObjectNode().put("agent_id", AGENT).put("version_id", "v7").put("prompt", "Grüße, 你好")
                .put("first_message", "Hello!");
    }

    boolean isInterruption(FakeSession.Said said) {
        return new String(said.payload()).contains(interruption);
    }

    /** The samples in a message, read with Jackson: the tests share no parser with the relay. */
    byte[] audio(FakeSession.Said said) throws IOException {
        JsonNode sounds = sounds(JSON.readTree(said.payload()));
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        if (sounds.isTextual()) {
            audio.writeBytes(Base64.getDecoder().decode(sounds.textValue()));
        }
        for (JsonNode part : sounds) {
            audio.writeBytes(Base64.getDecoder().decode(part.at("/inlineData/data").asText()));
        }
        return audio.toByteArray();
    }
}
