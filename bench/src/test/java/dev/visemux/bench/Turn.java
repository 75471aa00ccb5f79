// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.Base64;
import java.util.List;

/** What tests do again and again: one session, one answer, everything paired. */
final class Turn {
    static final String ASK = "{\"type\":\"response.create\"}";

    private Turn() {}

    static List<Delivery> take(Rig rig, FakeOptions options) throws Exception {
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            return ask(rig, client);
        }
    }

    /** A vendor's message with so much audio, for those who write the script themselves. */
    static Line delta(byte[] audio) {
        return new Line("""
                {"type":"response.output_audio.delta","event_id":"e","response_id":"r","item_id":"i",\
                "output_index":0,"content_index":0,"delta":"%s"}"""
                .formatted(Base64.getEncoder().encodeToString(audio)), 0, true);
    }

    /** All of the session so far, this answer included. */
    static List<Delivery> ask(Rig rig, WireClient client) throws Exception {
        return rig.ask(Vendor.openai, client);
    }

    static boolean is(String type, WireClient.Message message) {
        return message.string().startsWith("{\"type\":\"" + type + "\"");
    }

    /** What the end of the only turn carries. */
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
