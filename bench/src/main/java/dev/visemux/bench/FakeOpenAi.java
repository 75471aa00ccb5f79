// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * What OpenAI Realtime answers, as its server events are documented: the protocol without the socket. One for each
 * connection, on its event loop.
 */
final class FakeOpenAi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = """
            {"type":"realtime","object":"realtime.session","id":"sess_fake","model":"gpt-realtime",\
            "output_modalities":["audio"],"audio":{\
            "input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":{"type":"semantic_vad"}},\
            "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin","speed":1}}}""";
    private static final String BETA_SESSION = """
            {"object":"realtime.session","id":"sess_fake","model":"gpt-4o-realtime-preview",\
            "modalities":["audio","text"],"voice":"alloy","turn_detection":{"type":"server_vad"},\
            "input_audio_format":"pcm16","output_audio_format":"pcm16"}""";

    /** Where the lines are spoken. */
    interface Stage {
        /** At once. */
        void say(Line line);

        /** Each line when it is due, after whatever is still to be said. */
        void perform(List<Line> lines);

        /** Forgets what was not said yet; whether there was any. */
        boolean hush();
    }

    private final FakeOptions options;
    private final List<Speech> speeches;
    private final Stage stage;
    private ObjectNode session;
    private FakeTurn turn;
    private int events;
    private int turns;

    FakeOpenAi(FakeOptions options, List<Speech> speeches, Stage stage) {
        this.options = options;
        this.speeches = speeches;
        this.stage = stage;
    }

    void open() throws IOException {
        session = (ObjectNode) JSON.readTree(options.beta ? BETA_SESSION : SESSION);
        say("session.created", "\"session\":" + session);
    }

    void hear(String message) throws IOException {
        JsonNode event = parse(message);
        switch (event.path("type").asText()) {
            case "session.update" -> update(event.path("session"));
            case "conversation.item.create" -> say("conversation.item.added",
                    "\"previous_item_id\":null,\"item\":" + withId(event.path("item")));
            case "conversation.item.truncate" -> say("conversation.item.truncated",
                    "\"item_id\":%s,\"content_index\":%s,\"audio_end_ms\":%s".formatted(
                            event.path("item_id"), event.path("content_index"), event.path("audio_end_ms")));
            case "response.create" -> respond();
            case "response.cancel" -> cancel();
            case "" -> error("invalid_event", "The event is not a JSON object with a type");
            default -> { } // microphone audio needs no answer
        }
    }

    private static JsonNode parse(String message) throws IOException {
        try {
            return JSON.readTree(message);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private void update(JsonNode wish) throws IOException {
        JSON.readerForUpdating(session).readValue(wish);
        say("session.updated", "\"session\":" + session);
    }

    private void respond() throws IOException {
        Speech speech = speeches.get(turns++ % speeches.size());
        byte[] audio = speech.as(encoding(), rateHz());
        int chunkBytes = options.chunkMillis * rateHz() / 1000 * encoding().bytesPerSample() + (options.odd ? 1 : 0);
        turn = new FakeTurn(options, this::event, turns, speech.text(), audio, chunkBytes);
        stage.perform(turn.speak());
    }

    private void cancel() {
        if (stage.hush()) {
            stage.perform(turn.cancelled());
        } else {
            error("response_cancel_not_active", "Cancellation failed: no active response found");
        }
    }

    private Speech.Encoding encoding() {
        return switch (options.beta ? session.path("output_audio_format").asText() : format().path("type").asText()) {
            case "audio/pcmu", "g711_ulaw" -> Speech.Encoding.MULAW;
            case "audio/pcma", "g711_alaw" -> Speech.Encoding.ALAW;
            default -> Speech.Encoding.PCM16;
        };
    }

    private int rateHz() {
        return encoding() == Speech.Encoding.PCM16 ? format().path("rate").asInt(24_000) : 8_000;
    }

    private JsonNode format() {
        return session.at("/audio/output/format");
    }

    private ObjectNode withId(JsonNode item) {
        ObjectNode named = item.isObject() ? item.deepCopy() : JSON.createObjectNode();
        return named.put("id", "item_user_" + events);
    }

    private void error(String code, String message) {
        say("error", "\"error\":{\"type\":\"invalid_request_error\",\"code\":\"%s\",\"message\":\"%s\",\"param\":null}"
                .formatted(code, message));
    }

    private void say(String type, String fields) {
        stage.say(new Line(event(type, fields), 0, false));
    }

    private String event(String type, String fields) {
        return "{\"type\":\"%s\",\"event_id\":\"event_%d\",%s}".formatted(
                options.beta ? betaName(type) : type, ++events, fields);
    }

    private static String betaName(String type) {
        return type.replace("response.output_audio", "response.audio")
                .replace("conversation.item.added", "conversation.item.created");
    }
}
