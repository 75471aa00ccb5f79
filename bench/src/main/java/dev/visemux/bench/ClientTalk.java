// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Base64;
import java.util.List;

/** What the smallest client of each vendor does: where it goes, what it says, what it answers at once. */
public final class ClientTalk {
    private static final int WIDE_HZ = 24_000;

    private ClientTalk() {}

    /** The vendor's own path on {@code host}, as its SDK dials it with {@code secret}. */
    static URI direct(Vendor vendor, int port, String secret) {
        return direct(vendor, "ws://127.0.0.1:" + port, secret);
    }

    /** @param host with its scheme, as {@code ws://127.0.0.1:9100}: the vendor, or whatever stands before it */
    public static URI direct(Vendor vendor, String host, String secret) {
        return URI.create(switch (vendor) {
            case openai -> host + "/v1/realtime?model=gpt-realtime";
            case gemini -> host + geminiPath(secret);
            case elevenlabs -> host + "/v1/convai/conversation?agent_id=" + secret;
            case vatel -> host + "/v1/connection?token=" + secret;
        });
    }

    /** Where the relay's answer to get-signed-url sends a client. */
    public static URI door(Vendor vendor, JsonNode signed) {
        return URI.create(vendor == Vendor.gemini
                ? signed.path("base_url").asText().replaceFirst("^http", "ws")
                        + geminiPath(signed.path("api_key").asText())
                : signed.path("signed_url").asText());
    }

    /** The two slashes are the SDK's own. */
    private static String geminiPath(String key) {
        boolean ephemeral = key.startsWith("auth_tokens/");
        return "//ws/google.ai.generativelanguage." + (ephemeral ? "v1alpha" : "v1beta")
                + ".GenerativeService.BidiGenerateContent"
                + (ephemeral ? "Constrained?access_token=" : "?key=") + key;
    }

    /** The sub-protocol that it offers, or null. */
    public static String protocol(Vendor vendor) {
        return vendor == Vendor.elevenlabs ? "convai" : null;
    }

    /** What is said as soon as the connection stands, or null. */
    public static String hello(Vendor vendor) {
        return switch (vendor) {
            case gemini -> """
                    {"setup":{"model":"models/gemini-live-2.5-flash-preview",\
                    "generationConfig":{"responseModalities":["AUDIO"]}}}""";
            case elevenlabs -> """
                    {"type":"conversation_initiation_client_data",\
                    "source_info":{"source":"js_sdk","version":"1.25.0"}}""";
            case openai, vatel -> null;
        };
    }

    /** What makes the agent speak; said while it speaks, Gemini, ElevenLabs and Vatel are interrupted. */
    public static List<String> ask(Vendor vendor) {
        return switch (vendor) {
            case openai -> List.of("{\"type\":\"response.create\"}");
            case gemini -> List.of("""
                    {"clientContent":{"turns":[{"parts":[{"text":"hello"}],"role":"user"}],"turnComplete":true}}""");
            case elevenlabs -> List.of("{\"type\":\"user_message\",\"text\":\"hello\"}");
            case vatel -> List.of(microphone((byte) 64, 100), microphone((byte) 0, 500));
        };
    }

    /** The PCM16 that this vendor's clients send. */
    public static int microphoneHz(Vendor vendor) {
        return vendor == Vendor.openai || vendor == Vendor.vatel ? WIDE_HZ : 16_000;
    }

    /** Audio of the user's microphone. */
    public static String microphone(Vendor vendor, byte[] pcm) {
        String audio = "\"" + Base64.getEncoder().encodeToString(pcm) + "\"";
        return switch (vendor) {
            case openai -> "{\"type\":\"input_audio_buffer.append\",\"audio\":" + audio + "}";
            case gemini -> "{\"realtimeInput\":{\"audio\":{\"mimeType\":\"audio/pcm;rate=16000\",\"data\":" + audio + "}}}";
            case elevenlabs -> "{\"user_audio_chunk\":" + audio + "}";
            case vatel -> "{\"type\":\"input_audio\",\"data\":{\"audio\":" + audio + "}}";
        };
    }

    private static String microphone(byte level, int millis) {
        byte[] pcm = new byte[2 * WIDE_HZ / 1000 * millis];
        for (int i = 1; i < pcm.length; i += 2) {
            pcm[i] = level;
        }
        return microphone(Vendor.vatel, pcm);
    }

    /** What a message is answered with at once, or null. */
    static String reflex(String message) {
        return message.startsWith("{\"type\":\"ping\"") ? "{\"type\":\"pong\",\"event_id\":"
                + Heard.json(message).at("/ping_event/event_id").asInt() + "}" : null;
    }
}
