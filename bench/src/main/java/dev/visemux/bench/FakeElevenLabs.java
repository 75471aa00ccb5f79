// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What ElevenLabs Agents answers: metadata after the client's first message, numbered audio, and no end of a turn. */
final class FakeElevenLabs implements FakeVendor {
    private final FakeOptions options;
    private final Voice voice;
    private final Stage stage;
    private final String conversation;
    private final WireFormat format;
    private final Microphone microphone = new Microphone(16_000);
    private final Set<Integer> pings = new HashSet<>();
    private boolean initiated;
    private int pingCount;
    private int events;

    /** @param conversation its id, told in the metadata */
    FakeElevenLabs(FakeOptions options, Voice voice, Stage stage, String conversation) {
        this.options = options;
        this.voice = voice;
        this.stage = stage;
        this.conversation = conversation;
        format = options.formatOr("pcm_16000");
        events = options.eventsBefore;
    }

    @Override
    public void open() {} // the client speaks first

    @Override
    public void hear(String text) throws IOException {
        JsonNode message = Heard.json(text);
        String type = message.path("type").asText();
        if (initiated == type.equals("conversation_initiation_client_data")) {
            stage.object(initiated ? "a second conversation_initiation_client_data" : "'" + type + "' came first");
        }
        switch (type) {
            case "conversation_initiation_client_data" -> initiate();
            case "pong" -> pong(message.path("event_id").asInt());
            case "user_message" -> answerText();
            case "" -> listen(message.path("user_audio_chunk").asText());
            default -> { } // tool results, context, feedback: no answer
        }
    }

    private void initiate() throws IOException {
        if (initiated) {
            return;
        }
        initiated = true;
        say("conversation_initiation_metadata", "{\"conversation_id\":\"" + conversation
                + "\",\"agent_output_audio_format\":\"" + format.name()
                + "\",\"user_input_audio_format\":\"pcm_16000\"}");
        ping();
        if (options.greet) {
            respond();
        }
    }

    private void ping() {
        pings.add(++pingCount);
        say("ping", "{\"event_id\":" + pingCount + ",\"ping_ms\":50}");
    }

    private void pong(int id) {
        if (!pings.remove(id)) {
            stage.object(id > 0 && id <= pingCount ? "ping " + id + " was answered twice" : "no ping was " + id);
        }
    }

    /** Those never answered are told when the client has gone. */
    @Override
    public void gone() {
        pings.forEach(id -> stage.object("ping " + id + " was not answered"));
    }

    private void listen(String audio) throws IOException {
        switch (microphone.hear(audio)) {
            case SPEECH_STARTED -> bargeIn(stage);
            case SPEECH_STOPPED -> {
                say("user_transcript", "{\"user_transcript\":\"Tell me something.\",\"event_id\":" + ++events + "}",
                        "user_transcription_event");
                respond();
            }
            case NONE -> { }
        }
    }

    private void answerText() throws IOException {
        microphone.forget();
        bargeIn(stage);
        respond();
    }

    private void respond() throws IOException {
        if (voice.failsNow()) {
            fail(1011, "internal_error", "Something went wrong");
            stage.close(new Close(1011, "Something went wrong"));
            return;
        }
        ping();
        Utterance utterance = voice.next(format);
        Script script = new Script(options.pace).say(event("agent_response", "agent_response_event",
                "{\"agent_response\":" + utterance.text() + ",\"event_id\":" + ++events + "}"));
        for (int k = 0; k < utterance.chunks(); k++) {
            script.speak(event("audio", "audio_event", "{\"audio_base_64\":" + utterance.base64(k) + ",\"event_id\":"
                    + ++events + ",\"alignment\":" + alignment(utterance.plainWords(k)) + "}"));
            script.pause(options.chunkMillis);
        }
        stage.perform(script.lines());
    }

    /** Characters evenly over the message: the shape is the vendor's, the truth is not. */
    private String alignment(String words) {
        int millis = options.chunkMillis / Math.max(1, words.length());
        String chars = words.chars().mapToObj(c -> Utterance.quoted(Character.toString(c)))
                .collect(Collectors.joining(","));
        String starts = IntStream.range(0, words.length()).mapToObj(i -> Integer.toString(i * millis))
                .collect(Collectors.joining(","));
        String durations = words.chars().mapToObj(_ -> Integer.toString(millis)).collect(Collectors.joining(","));
        return "{\"chars\":[" + chars + "],\"char_start_times_ms\":[" + starts + "],\"char_durations_ms\":["
                + durations + "]}";
    }

    /** Audio up to the interruption's own event id is late; some of it still comes. */
    @Override
    public List<Line> interrupted(List<Line> unsaid) {
        int last = unsaid.stream().filter(Line::audio).limit(2)
                .mapToInt(line -> Heard.json(line.json()).at("/audio_event/event_id").asInt()).max().orElse(events);
        return new Script(options.pace)
                .say(event("interruption", "interruption_event", "{\"event_id\":" + last + "}"))
                .late(unsaid, 0, 2)
                .say(event("agent_response_correction", "agent_response_correction_event",
                        "{\"original_agent_response\":\"All of it.\",\"corrected_agent_response\":\"Some.\","
                                + "\"event_id\":" + last + "}")).lines();
    }

    @Override
    public Close expired() {
        fail(1000, "max_duration_exceeded", "Max conversation duration exceeded");
        return new Close(1000, "Max conversation duration exceeded");
    }

    private void fail(int code, String type, String message) {
        say("error", ("{\"code\":%d,\"error_type\":\"%s\",\"message\":\"%s\",\"reason\":\"%s\",\"debug_message\":\"\","
                + "\"details\":{}}").formatted(code, type, message, message));
    }

    private void say(String type, String body) {
        say(type, body, type + "_event");
    }

    private void say(String type, String body, String key) {
        stage.say(new Line(event(type, key, body), 0, false));
    }

    private static String event(String type, String key, String body) {
        return "{\"type\":\"" + type + "\",\"" + key + "\":" + body + "}";
    }
}
