// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** What OpenAI Realtime answers, as its server events are documented. */
final class FakeOpenAi implements FakeVendor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = """
            {"type":"realtime","object":"realtime.session","id":"sess_fake","model":"gpt-realtime",\
            "output_modalities":["audio"],"audio":{\
            "input":{"format":{"type":"audio/pcm","rate":24000},"turn_detection":{"type":"semantic_vad",\
            "eagerness":"auto","create_response":true,"interrupt_response":true}},\
            "output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin","speed":1}}}""";
    private static final String BETA_SESSION = """
            {"object":"realtime.session","id":"sess_fake","model":"gpt-4o-realtime-preview",\
            "modalities":["audio","text"],"voice":"alloy","turn_detection":{"type":"server_vad"},\
            "input_audio_format":"pcm16","output_audio_format":"pcm16"}""";

    private final FakeOptions options;
    private final Voice voice;
    private final Stage stage;
    private final Microphone microphone = new Microphone(24_000);
    private ObjectNode session;
    private FakeOpenAiTurn turn;
    private int events;

    FakeOpenAi(FakeOptions options, Voice voice, Stage stage) {
        this.options = options;
        this.voice = voice;
        this.stage = stage;
    }

    @Override
    public void open() throws IOException {
        session = (ObjectNode) JSON.readTree(options.beta ? BETA_SESSION : SESSION);
        if (options.format != null) {
            agreeOn(WireFormat.of(options.format));
        }
        say("session.created", "\"session\":" + session);
    }

    private void agreeOn(WireFormat format) {
        if (options.beta) {
            session.put("output_audio_format", format.encoding().betaName());
        } else {
            ((ObjectNode) session.at("/audio/output")).putObject("format")
                    .put("type", format.encoding().mimeType()).put("rate", format.rateHz());
        }
    }

    @Override
    public void hear(String message) throws IOException {
        JsonNode event = Heard.json(message);
        switch (event.path("type").asText()) {
            case "session.update" -> update(event.path("session"));
            case "conversation.item.create" -> say("conversation.item.added",
                    "\"previous_item_id\":null,\"item\":" + withId(event.path("item")));
            case "conversation.item.truncate" -> say("conversation.item.truncated",
                    "\"item_id\":%s,\"content_index\":%s,\"audio_end_ms\":%s".formatted(
                            event.path("item_id"), event.path("content_index"), event.path("audio_end_ms")));
            case "response.create" -> respond(event.at("/response/audio/output/format"));
            case "response.cancel" -> cancel();
            case "input_audio_buffer.append" -> listen(event.path("audio").asText());
            case "" -> error("invalid_event", "The event is not a JSON object with a type");
            default -> { } // nothing else needs an answer
        }
    }

    private void update(JsonNode wish) throws IOException {
        JSON.readerForUpdating(session).readValue(wish);
        say("session.updated", "\"session\":" + session);
    }

    private void respond(JsonNode ownFormat) throws IOException {
        if (voice.failsNow()) {
            error("server_error", "The server had an error while processing your request");
            return;
        }
        JsonNode format = ownFormat.isObject() ? ownFormat : session.at("/audio/output/format");
        Utterance utterance = voice.next(options.beta ? betaFormat() : WireFormat.of(format));
        turn = new FakeOpenAiTurn(options, this::event, voice.turns(), utterance,
                options.beta ? null : format.toString());
        stage.perform(turn.speak());
    }

    private WireFormat betaFormat() {
        return WireFormat.ofBeta(session.path("output_audio_format").asText());
    }

    /** Server VAD, which clients may have switched off. */
    private void listen(String audio) throws IOException {
        if (!turnDetection().isObject()) {
            return;
        }
        switch (microphone.hear(audio)) {
            case SPEECH_STARTED -> {
                List<Line> unsaid = stage.hush();
                stage.perform(unsaid.isEmpty() ? speechStarted().lines() : interrupted(unsaid));
            }
            case SPEECH_STOPPED -> {
                say("input_audio_buffer.speech_stopped", "\"audio_end_ms\":0,\"item_id\":\"item_user_speech\"");
                if (turnDetection().path("create_response").asBoolean(true)) {
                    respond(MissingNode.getInstance());
                }
            }
            case NONE -> { }
        }
    }

    private JsonNode turnDetection() {
        return session.at(options.beta ? "/turn_detection" : "/audio/input/turn_detection");
    }

    private Script speechStarted() {
        return new Script(options.pace).say(event("input_audio_buffer.speech_started",
                "\"audio_start_ms\":0,\"item_id\":\"item_user_speech\""));
    }

    /** A client that set interrupt_response to false hears the answer to its end, unless it cancels. */
    @Override
    public List<Line> interrupted(List<Line> unsaid) {
        Script script = speechStarted();
        if (turnDetection().path("interrupt_response").asBoolean(true)) {
            return turn.givenUp(script, unsaid);
        }
        script.lines().addAll(unsaid);
        return script.lines();
    }

    private void cancel() throws IOException {
        if (stage.hush().isEmpty()) {
            error("response_cancel_not_active", "Cancellation failed: no active response found");
        } else {
            stage.perform(turn.cancelled());
        }
    }

    @Override
    public Close expired() {
        return new Close(1001, "Your session hit the maximum duration of 60 minutes.");
    }

    private ObjectNode withId(JsonNode item) {
        ObjectNode named = item.isObject() ? item.deepCopy() : JSON.createObjectNode();
        return named.put("id", "item_user_" + events).put("status", "completed");
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
