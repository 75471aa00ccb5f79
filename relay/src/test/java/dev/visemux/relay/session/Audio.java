// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/** OpenAI messages with noise in them, and what was injected. */
final class Audio {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = ",\"mascotVisemes\":{";

    /** The injected object. */
    record Visemes(List<String> visemes, long eventId, long duration, long start) {}

    private Audio() {}

    /** PCM16: noise or silence. */
    static byte[] pcm(int samples, boolean loud) {
        byte[] pcm = new byte[2 * samples];
        Random random = new Random(samples);
        for (int i = 0; loud && i < samples; i++) {
            int sample = random.nextInt(-12_000, 12_000);
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }

    static String delta(byte[] audio) {
        return delta("r1", audio);
    }

    static String delta(String response, byte[] audio) {
        return "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\",\"response_id\":\"" + response
                + "\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\""
                + Base64.getEncoder().encodeToString(audio) + "\"}";
    }

    static String done(String response) {
        return "{\"type\":\"response.output_audio.done\",\"response_id\":\"" + response
                + "\",\"item_id\":\"i\",\"content_index\":0}";
    }

    static String created(String response) {
        return "{\"type\":\"response.created\",\"response\":{\"id\":\"" + response + "\"}}";
    }

    /** A message of Gemini's with audio and {@code more} members of its content. */
    static String gemini(byte[] audio, String more) {
        return "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/pcm;rate=24000\","
                + "\"data\":\"" + Base64.getEncoder().encodeToString(audio) + "\"}}]}" + more + "}}";
    }

    static String vatel(String turn, byte[] audio, boolean last) {
        return "{\"type\":\"response_audio\",\"data\":{\"turn_id\":\"" + turn + "\",\"audio\":\""
                + Base64.getEncoder().encodeToString(audio) + "\",\"is_final\":" + last + "}}";
    }

    /** ElevenLabs's. */
    static String eleven(int eventId, byte[] audio) {
        return "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":\"" + Base64.getEncoder().encodeToString(audio)
                + "\",\"event_id\":" + eventId + "}}";
    }

    static String elevenMetadata(String format) {
        return "{\"type\":\"conversation_initiation_metadata\",\"conversation_initiation_metadata_event\":{"
                + "\"conversation_id\":\"c\",\"agent_output_audio_format\":\"" + format + "\"}}";
    }

    static String elevenInterruption(int eventId) {
        return "{\"type\":\"interruption\",\"interruption_event\":{\"event_id\":" + eventId + "}}";
    }

    static boolean decorated(String message) {
        return message.contains(FIELD);
    }

    /** The message as the vendor sent it. */
    static String original(String message) {
        int from = message.indexOf(FIELD);
        int to = message.indexOf('}', message.indexOf("\"start\":", from)) + 1;
        return from < 0 ? message : message.substring(0, from) + message.substring(to);
    }

    static Visemes visemes(String message) {
        assertThat(decorated(message)).as(message).isTrue();
        try {
            JsonNode node = JSON.readTree(message).get("mascotVisemes");
            List<String> visemes = new ArrayList<>();
            node.get("visemes").forEach(viseme -> visemes.add(viseme.get("visemeId") + "@" + viseme.get("offset")));
            assertThat(node.get("subchunk_id").intValue()).isOne();
            assertThat(node.get("total_chunks").intValue()).isOne();
            return new Visemes(visemes, node.get("audio_event_id").longValue(), node.get("audio_duration").longValue(),
                    node.get("start").longValue());
        } catch (java.io.IOException e) {
            throw new AssertionError(message, e);
        }
    }
}
