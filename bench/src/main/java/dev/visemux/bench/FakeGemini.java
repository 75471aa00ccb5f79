// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** What Gemini Live answers: JSON in BINARY frames, with no event names and no ids. */
final class FakeGemini implements FakeVendor {
    private final FakeOptions options;
    private final Voice voice;
    private final Stage stage;
    private final WireFormat format;
    private final Microphone microphone = new Microphone(16_000);
    private boolean setUp;

    FakeGemini(FakeOptions options, Voice voice, Stage stage) {
        this.options = options;
        this.voice = voice;
        this.stage = stage;
        format = options.formatOr("pcm_24000");
    }

    @Override
    public void open() {} // the client speaks first

    @Override
    public void hear(String text) throws IOException {
        JsonNode message = Heard.json(text);
        if (setUp == message.has("setup")) {
            stage.close(new Close(1007, "setup must be the first message and only the first"));
        } else if (!setUp) {
            setUp = true;
            stage.say(line("{\"setupComplete\":{}}"));
        } else if (message.at("/clientContent/turnComplete").asBoolean()
                || message.at("/client_content/turn_complete").asBoolean()) {
            answerText();
        } else {
            input(message.path(message.has("realtimeInput") ? "realtimeInput" : "realtime_input"));
        }
    }

    private void input(JsonNode input) throws IOException {
        if (input.has("text")) {
            answerText();
            return;
        }
        switch (microphone.hear(input.at("/audio/data").asText())) {
            case SPEECH_STARTED -> bargeIn(stage);
            case SPEECH_STOPPED -> respond();
            case NONE -> { }
        }
    }

    /** What is typed interrupts as what is said does. */
    private void answerText() throws IOException {
        microphone.forget();
        bargeIn(stage);
        respond();
    }

    private void respond() throws IOException {
        if (voice.failsNow()) {
            stage.close(new Close(1011, "Internal error occurred."));
            return;
        }
        Utterance utterance = voice.next(format);
        Script script = new Script(options.pace);
        for (int k = 0; k < utterance.chunks(); k++) {
            script.speak(content(utterance, k));
            if (options.parts == 1) {
                script.say("{\"serverContent\":{\"outputTranscription\":{\"text\":" + utterance.words(k) + "}}}");
            }
            script.pause(options.chunkMillis);
        }
        script.say("{\"serverContent\":{\"generationComplete\":true}}");
        stage.perform(binary(script.say(turnComplete())));
    }

    private String content(Utterance utterance, int k) {
        StringBuilder parts = new StringBuilder(options.parts == 1 ? "" : "{\"text\":" + utterance.words(k) + "},");
        for (int i = 0; i < options.parts; i++) {
            parts.append(i == 0 ? "" : ",").append("{\"inlineData\":{\"mimeType\":\"audio/pcm;rate=")
                    .append(format.rateHz()).append("\",\"data\":")
                    .append(utterance.base64(k, i, options.parts)).append("}}");
        }
        String transcript = options.parts == 1 ? ""
                : ",\"outputTranscription\":{\"text\":" + utterance.words(k) + "}";
        return "{\"serverContent\":{\"modelTurn\":{\"parts\":[" + parts + "]}" + transcript + "}}";
    }

    private static String turnComplete() {
        return "{\"serverContent\":{\"turnComplete\":true},\"usageMetadata\":{\"promptTokenCount\":12,"
                + "\"responseTokenCount\":34,\"totalTokenCount\":46}}";
    }

    /** Nothing more of this answer comes, generationComplete included. */
    @Override
    public List<Line> interrupted(List<Line> unsaid) {
        return binary(new Script(options.pace)
                .say("{\"serverContent\":{\"interrupted\":true}}").say(turnComplete()));
    }

    @Override
    public Close expired() {
        stage.say(line("{\"goAway\":{\"timeLeft\":\"60s\"}}"));
        return new Close(1011, "Deadline expired before operation could complete.");
    }

    private static List<Line> binary(Script script) {
        return script.lines().stream().map(Line::inBinary).toList();
    }

    private static Line line(String json) {
        return new Line(json, 0, false).inBinary();
    }
}
