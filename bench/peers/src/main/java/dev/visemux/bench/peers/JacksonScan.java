// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a dialogue looks for, by Jackson's streaming parser: where the audio lies and where the last brace, which message
 * of whom it is. It may trust that each name stands in one place only; the audio itself is skipped, not decoded.
 */
final class JacksonScan {
    private final JsonFactory factory = new JsonFactory();
    int audioFrom;
    int audioLength;
    int spliceAt;
    /** What tells messages, turns and formats apart. */
    int words;

    void scan(byte[] message) throws IOException {
        audioLength = -1;
        words = 0;
        try (JsonParser parser = factory.createParser(message)) {
            boolean open = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int at = (int) parser.currentTokenLocation().getByteOffset();
                if (open) {
                    audioLength = closingQuote(message, at) - audioFrom;
                    open = false;
                }
                if (token == JsonToken.FIELD_NAME) {
                    open = member(parser);
                } else if (token == JsonToken.END_OBJECT) {
                    spliceAt = at;
                }
            }
        }
    }

    /** Whether it is the audio, whose end the next token tells. */
    private boolean member(JsonParser parser) throws IOException {
        switch (parser.currentName()) {
            case "type", "response_id", "item_id", "mimeType" -> {
                parser.nextToken();
                words = 31 * words + parser.getText().hashCode();
            }
            case "content_index", "event_id" -> words = 31 * words + (parser.nextToken() == JsonToken.VALUE_NUMBER_INT
                    ? parser.getIntValue() : 0);
            case "delta", "data", "audio_base_64" -> {
                parser.nextToken();
                audioFrom = (int) parser.currentTokenLocation().getByteOffset() + 1;
                return true;
            }
            default -> { }
        }
        return false;
    }

    private static int closingQuote(byte[] message, int before) {
        int at = before - 1;
        while (message[at] != '"') {
            at--;
        }
        return at;
    }
}
