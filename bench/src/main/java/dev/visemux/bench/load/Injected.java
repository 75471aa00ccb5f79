// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What stands between a stamp and the message's last brace: nothing, or one field of visemes and no byte more. */
final class Injected {
    private static final byte[] FIELD = ",\"mascotVisemes\":".getBytes(StandardCharsets.US_ASCII);
    private static final int VISEMES = 22;
    private static final JsonFactory JSON = new JsonFactory();

    private byte[] bytes = new byte[4096];
    private boolean present;

    /** Whether that is so of {@code message} from {@code from} on. */
    boolean read(ByteBuf message, int from) {
        int length = message.writerIndex() - 1 - from;
        if (length < 0 || message.getByte(message.writerIndex() - 1) != '}') {
            return false;
        }
        present = length > 0;
        if (!present) {
            return true;
        }
        bytes = bytes.length < length ? new byte[2 * length] : bytes;
        message.getBytes(from, bytes, 0, length);
        return beginsWithField(length) && isOneObject(length);
    }

    boolean isPresent() {
        return present;
    }

    private boolean beginsWithField(int length) {
        return length > FIELD.length
                && Arrays.equals(bytes, 0, FIELD.length, FIELD, 0, FIELD.length);
    }

    private boolean isOneObject(int length) {
        try (JsonParser json = JSON.createParser(bytes, FIELD.length, length - FIELD.length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean fits = true;
            for (int depth = 1; depth > 0;) {
                JsonToken token = json.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                fits &= token != JsonToken.VALUE_NUMBER_INT || inRange(json);
            }
            return fits && json.currentLocation().getByteOffset() == length - FIELD.length;
        } catch (IOException e) {
            return false; // no JSON, or it ends too early
        }
    }

    private static boolean inRange(JsonParser json) throws IOException {
        long value = json.getLongValue();
        return value >= 0 && (!"visemeId".equals(json.currentName()) || value < VISEMES);
    }
}
