// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** What Vatel answers: the server speaks first, and every answer has a turn_id and a last chunk. */
final class FakeVatel implements FakeVendor {
    private static final WireFormat FORMAT = WireFormat.of("pcm_24000");

    private final FakeOptions options;
    private final Voice voice;
    private final Stage stage;
    private final Microphone microphone = new Microphone(24_000);

    FakeVatel(FakeOptions options, Voice voice, Stage stage) {
        this.options = options;
        this.voice = voice;
        this.stage = stage;
    }

    @Override
    public void open() throws IOException {
        say("session_started", "{\"id\":\"" + UUID.randomUUID() + "\"}");
        if (options.greet) {
            respond();
        }
    }

    @Override
    public void hear(String text) throws IOException {
        JsonNode message = Heard.json(text);
        if (!message.path("type").asText().equals("input_audio")) {
            return; // tool_call_output
        }
        switch (microphone.hear(message.at("/data/audio").asText())) {
            case SPEECH_STARTED -> {
                say("speech_started", "{\"emulated\":false}");
                bargeIn(stage);
            }
            case SPEECH_STOPPED -> {
                say("speech_stopped", "{}");
                say("input_audio_transcript", "{\"transcript\":\"Tell me something.\",\"is_final\":true}");
                respond();
            }
            case NONE -> { }
        }
    }

    private void respond() throws IOException {
        if (voice.failsNow()) {
            stage.close(new Close(1011, "internal error")); // the protocol has no error message
            return;
        }
        Utterance utterance = voice.next(FORMAT);
        Script script = new Script(options.pace);
        int chunks = utterance.chunks();
        for (int k = 0; k < chunks; k++) {
            boolean last = k == chunks - 1;
            script.say(event("response_text",
                    turn() + ",\"text\":" + utterance.words(k) + ",\"is_final\":" + last + "}"));
            script.speak(audio(utterance.base64(k), last && !options.emptyFinal)).pause(options.chunkMillis);
        }
        if (options.emptyFinal) {
            script.speak(audio("\"\"", true));
        }
        stage.perform(script.lines());
    }

    private String turn() {
        return "{\"turn_id\":\"turn_" + voice.turns() + "\"";
    }

    private String audio(String base64, boolean last) {
        return event("response_audio", turn() + ",\"audio\":" + base64 + ",\"is_final\":" + last + "}");
    }

    /** It names no turn: what is spoken now stops, but for what was on its way. */
    @Override
    public List<Line> interrupted(List<Line> unsaid) {
        return new Script(options.pace).say(event("interruption", "{}")).late(unsaid, 0, 2).lines();
    }

    @Override
    public List<Line> farewell() {
        return List.of(new Line(event("session_ended", "{}"), 0, false));
    }

    @Override
    public Close expired() {
        farewell().forEach(stage::say);
        return new Close(1000, "");
    }

    private void say(String type, String data) {
        stage.say(new Line(event(type, data), 0, false));
    }

    private static String event(String type, String data) {
        return "{\"type\":\"" + type + "\",\"data\":" + data + "}";
    }
}
