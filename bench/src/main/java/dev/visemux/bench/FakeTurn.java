// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BinaryOperator;

/** One spoken answer of {@link FakeOpenAi}, from response.created to response.done, with the faults asked for. */
final class FakeTurn {
    private final FakeOptions options;
    private final BinaryOperator<String> event;
    private final String response;
    private final String item;
    private final String part;
    private final String[] words;
    private final byte[] audio;
    private final int chunkBytes;
    private final List<Line> script = new ArrayList<>();
    private int millis;

    /**
     * @param event      writes an event, given its type and fields
     * @param chunkBytes audio in one message
     */
    FakeTurn(FakeOptions options, BinaryOperator<String> event, int number, String text, byte[] audio, int chunkBytes) {
        this.options = options;
        this.event = event;
        response = "\"response_id\":\"resp_" + number + "\"";
        item = "\"item_id\":\"item_" + number + "\"";
        part = response + "," + item + ",\"output_index\":0,\"content_index\":0";
        words = text.splitWithDelimiters(" ", 0);
        this.audio = audio;
        this.chunkBytes = chunkBytes;
    }

    List<Line> speak() {
        begin();
        int chunks = (audio.length + chunkBytes - 1) / chunkBytes;
        for (int k = 0; k < chunks; k++) {
            if (k * options.chunkMillis >= options.interruptAfterMillis) {
                return bargeIn(k);
            }
            delta(k);
            line("response.output_audio_transcript.delta", part + ",\"delta\":" + quoted(
                    words(words.length * k / chunks, words.length * (k + 1) / chunks)));
            wait(options.chunkMillis);
        }
        return end("completed", null);
    }

    private void begin() {
        line("response.created", response("in_progress", null));
        line("response.output_item.added", response + ",\"output_index\":0,\"item\":" + item("in_progress", ""));
        line("conversation.item.added", "\"previous_item_id\":null,\"item\":" + item("in_progress", ""));
        line("response.content_part.added", part + ",\"part\":{\"type\":\"audio\",\"transcript\":\"\"}");
    }

    /** The user speaks: the vendor notices, but audio that was on its way still comes, even after the end. */
    private List<Line> bargeIn(int k) {
        line("input_audio_buffer.speech_started",
                "\"audio_start_ms\":" + millis + ",\"item_id\":\"item_user_speech\"");
        delta(k);
        delta(k + 1);
        end("cancelled", "turn_detected");
        delta(k + 2);
        return script;
    }

    /** The lines that remain when the client cancels. */
    List<Line> cancelled() {
        script.clear();
        millis = 0;
        return end("cancelled", "client_cancelled");
    }

    private List<Line> end(String status, String reason) {
        boolean whole = reason == null;
        String said = whole ? words(0, words.length) : "";
        line("response.output_audio.done", part);
        line("response.output_audio_transcript.done", part + ",\"transcript\":" + quoted(said));
        line("response.content_part.done", part + ",\"part\":{\"type\":\"audio\",\"transcript\":" + quoted(said) + "}");
        String done = item(whole ? "completed" : "incomplete", said);
        line("response.output_item.done", response + ",\"output_index\":0,\"item\":" + done);
        line("conversation.item.done", "\"previous_item_id\":null,\"item\":" + done);
        line("response.done", response(status, reason));
        return script;
    }

    private void delta(int k) {
        int from = Math.min(audio.length, k * chunkBytes);
        byte[] chunk = Arrays.copyOfRange(audio, from, Math.min(audio.length, from + chunkBytes));
        String base64 = Base64.getEncoder().encodeToString(chunk);
        if (options.escape) {
            base64 = base64.replace("/", "\\/").replace("=", "\\u003d");
        }
        String fields = part + ",\"delta\":\"" + base64 + "\"";
        script.add(new Line(event.apply("response.output_audio.delta", fields), millis, true));
    }

    private void line(String type, String fields) {
        script.add(new Line(event.apply(type, fields), millis, false));
    }

    private void wait(int audioMillis) {
        millis += options.pace == FakeOptions.Pace.real ? audioMillis : 0;
    }

    private String response(String status, String reason) {
        String details = reason == null ? "null" : "{\"type\":\"" + status + "\",\"reason\":\"" + reason + "\"}";
        return "\"response\":{\"object\":\"realtime.response\"," + response.replace("response_id", "id")
                + ",\"status\":\"" + status + "\",\"status_details\":" + details + ",\"output\":[]}";
    }

    private String item(String status, String transcript) {
        return "{" + item.replace("item_id", "id") + ",\"type\":\"message\",\"role\":\"assistant\",\"status\":\""
                + status + "\",\"content\":[{\"type\":\"output_audio\",\"transcript\":" + quoted(transcript) + "}]}";
    }

    private String words(int from, int to) {
        return String.join("", Arrays.copyOfRange(words, from, to));
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
