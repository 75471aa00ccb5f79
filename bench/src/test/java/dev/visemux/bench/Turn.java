// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What tests do again and again: one session, one answer, everything paired. */
final class Turn {
    static final String ASK = "{\"type\":\"response.create\"}";

    private Turn() {}

    static List<Delivery> take(Rig rig, FakeOptions options) throws Exception {
        return take(rig, Vendor.openai, options);
    }

    static List<Delivery> take(Rig rig, Vendor vendor, FakeOptions options) throws Exception {
        rig.upstream().become(options);
        try (WireClient client = rig.connect(vendor, Map.of())) {
            return rig.ask(vendor, client);
        }
    }

    /** A message of OpenAI's with so much audio, for those who write the script themselves. */
    static Line delta(byte[] audio) {
        return audio(Vendor.openai, audio);
    }

    /** The same of any vendor, in the format that it starts with. */
    static Line audio(Vendor vendor, byte[] audio) {
        String json = (switch (vendor) {
            case openai -> """
                    {"type":"response.output_audio.delta","event_id":"e","response_id":"r","item_id":"i",\
                    "output_index":0,"content_index":0,"delta":"%s"}""";
            case gemini -> """
                    {"serverContent":{"modelTurn":{"parts":[{"inlineData":{"mimeType":"audio/pcm;rate=24000",\
                    "data":"%s"}}]}}}""";
            case elevenlabs -> """
                    {"type":"audio","audio_event":{"audio_base_64":"%s","event_id":1}}""";
            case vatel -> """
                    {"type":"response_audio","data":{"turn_id":"t","audio":"%s","is_final":false}}""";
        }).formatted(Base64.getEncoder().encodeToString(audio));
        Line line = new Line(json, 0, true);
        return vendor == Vendor.gemini ? line.inBinary() : line;
    }

    /** All of the session so far, this answer included. */
    static List<Delivery> ask(Rig rig, WireClient client) throws Exception {
        return rig.ask(Vendor.openai, client);
    }

    static boolean is(String type, WireClient.Message message) {
        return message.string().startsWith("{\"type\":\"" + type + "\"");
    }

    /** What the end of the only turn carries, where it is a message without audio. */
    static Delivery.Visemes end(List<Delivery> deliveries) {
        List<Delivery> ends = deliveries.stream().filter(delivery -> !delivery.isAudio() && delivery.injected() != null)
                .toList();
        if (ends.size() != 1) {
            throw new AssertionError(ends.size() + " messages without audio carry visemes: " + ends);
        }
        return ends.getFirst().injected();
    }

    static List<Delivery> audio(List<Delivery> deliveries) {
        return deliveries.stream().filter(Delivery::isAudio).toList();
    }
}
