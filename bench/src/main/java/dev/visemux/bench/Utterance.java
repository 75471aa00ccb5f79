// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Speech in a vendor's format, cut into messages as the options ask. */
final class Utterance {
    private final FakeOptions options;
    private final String text;
    private final String[] words;
    private final byte[] audio;
    private final int chunkBytes;

    private Utterance(FakeOptions options, String text, byte[] audio, int chunkBytes) {
        this.options = options;
        this.text = text;
        words = text.splitWithDelimiters(" ", 0);
        this.audio = audio;
        this.chunkBytes = chunkBytes;
    }

    static Utterance of(Speech speech, WireFormat format, FakeOptions options) throws IOException {
        int bytes = options.chunkMillis * format.rateHz() / 1000 * format.encoding().bytesPerSample();
        return new Utterance(options, speech.text(), speech.as(format.encoding(), format.rateHz()),
                bytes + (options.odd ? 1 : 0));
    }

    int chunks() {
        return (audio.length + chunkBytes - 1) / chunkBytes;
    }

    /** The text as a JSON string. */
    String text() {
        return quoted(text);
    }

    /** The words spoken in a chunk, as a JSON string. */
    String words(int chunk) {
        return quoted(plainWords(chunk));
    }

    /** The same as it is read. */
    String plainWords(int chunk) {
        int from = words.length * chunk / chunks();
        return String.join("", Arrays.copyOfRange(words, from, words.length * (chunk + 1) / chunks()));
    }

    /** The audio of a chunk as a JSON string. */
    String base64(int chunk) {
        return base64(chunk, 0, 1);
    }

    /** One of several parts of it. */
    String base64(int chunk, int part, int parts) {
        int begin = chunk * chunkBytes;
        int length = Math.min(audio.length - begin, chunkBytes);
        byte[] piece = Arrays.copyOfRange(audio, begin + length * part / parts, begin + length * (part + 1) / parts);
        String base64 = Base64.getEncoder().encodeToString(piece);
        return "\"" + (options.escape ? base64.replace("/", "\\/").replace("=", "\\u003d") : base64) + "\"";
    }

    static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
