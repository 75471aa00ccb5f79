// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.List;
import java.util.function.BinaryOperator;

/** One spoken answer of {@link FakeOpenAi}, from response.created to response.done. */
final class FakeOpenAiTurn {
    private final FakeOptions options;
    private final BinaryOperator<String> event;
    private final Utterance utterance;
    private final String id;
    private final String response;
    private final String item;
    private final String part;
    private final String format;

    /**
     * @param event  writes an event, given its type and fields
     * @param format the response's audio.output.format as JSON; null for the beta
     */
    FakeOpenAiTurn(FakeOptions options, BinaryOperator<String> event, int number, Utterance utterance, String format) {
        this.options = options;
        this.event = event;
        this.utterance = utterance;
        this.format = format;
        id = "resp_" + number;
        response = "\"response_id\":\"" + id + "\"";
        item = "\"item_id\":\"item_" + number + "\"";
        part = response + "," + item + ",\"output_index\":0,\"content_index\":0";
    }

    String id() {
        return id;
    }

    List<Line> speak() {
        Script script = begin();
        for (int k = 0; k < utterance.chunks(); k++) {
            String audio = part + ",\"delta\":" + utterance.base64(k);
            script.speak(event.apply("response.output_audio.delta", audio));
            String words = part + ",\"delta\":" + utterance.words(k);
            script.say(event.apply("response.output_audio_transcript.delta", words)).pause(options.chunkMillis);
        }
        return end(script, "completed", null).lines();
    }

    private Script begin() {
        Script script = new Script(options.pace);
        say(script, "response.created", response("in_progress", null));
        say(script, "response.output_item.added", response + ",\"output_index\":0,\"item\":"
                + item("in_progress", "\"\""));
        say(script, "conversation.item.added", "\"previous_item_id\":null,\"item\":" + item("in_progress", "\"\""));
        say(script, "response.content_part.added", part + ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}");
        return script;
    }

    /** The vendor gives up; but audio that was on its way still comes, even after the end. */
    List<Line> givenUp(Script script, List<Line> unsaid) {
        script.late(unsaid, 0, 2);
        end(script, "cancelled", "turn_detected");
        return script.late(unsaid, 2, 3).lines();
    }

    /** The lines that remain when the client cancels. */
    List<Line> cancelled() {
        return end(new Script(options.pace), "cancelled", "client_cancelled").lines();
    }

    private Script end(Script script, String status, String reason) {
        boolean whole = reason == null;
        String said = whole ? utterance.text() : "\"\"";
        say(script, "response.output_audio.done", part);
        say(script, "response.output_audio_transcript.done", part + ",\"transcript\":" + said);
        say(script, "response.content_part.done", part + ",\"part\":{\"type\":\"audio\",\"transcript\":" + said + "}");
        String done = item(whole ? "completed" : "incomplete", said);
        say(script, "response.output_item.done", response + ",\"output_index\":0,\"item\":" + done);
        say(script, "conversation.item.done", "\"previous_item_id\":null,\"item\":" + done);
        say(script, "response.done", response(status, reason));
        return script;
    }

    private void say(Script script, String type, String fields) {
        script.say(event.apply(type, fields));
    }

    private String response(String status, String reason) {
        String details = reason == null ? "null" : "{\"type\":\"" + status + "\",\"reason\":\"" + reason + "\"}";
        String audio = format == null ? "" : ",\"audio\":{\"output\":{\"format\":" + format + ",\"voice\":\"marin\"}}";
        return "\"response\":{\"object\":\"realtime.response\"," + response.replace("response_id", "id")
                + ",\"status\":\"" + status + "\",\"status_details\":" + details + audio + ",\"output\":[]}";
    }

    private String item(String status, String transcript) {
        return "{" + item.replace("item_id", "id") + ",\"type\":\"message\",\"role\":\"assistant\",\"status\":\""
                + status + "\",\"content\":[{\"type\":\"output_audio\",\"transcript\":" + transcript + "}]}";
    }
}
