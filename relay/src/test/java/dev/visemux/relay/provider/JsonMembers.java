// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The members of a JSON object as "name=value", and the position of its last brace: as the cursor reads them, and as
 * Jackson does. Null where the text is refused. Bytes are taken for Latin-1, as neither is to look at UTF-8.
 */
final class JsonMembers {
    /** The cursor does not look for control characters in strings; nothing else is forgiven. */
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

    /** Where a name has one, Jackson refuses half of a character, which the grammar allows and JavaScript reads. */
    private static final Pattern HALF_A_CHARACTER = Pattern.compile("\\\\u[dD][89a-fA-F]");

    private JsonMembers() {}

    /** Whether the two may disagree. */
    static boolean disputed(String text) {
        return HALF_A_CHARACTER.matcher(text).find();
    }

    static List<String> byCursor(byte[] text) {
        ByteBuf buf = Unpooled.directBuffer(Math.max(1, text.length)).writeBytes(text);
        try {
            return byCursor(new JsonCursor().wrap(buf, 0, text.length), new String(text, StandardCharsets.ISO_8859_1));
        } finally {
            buf.release();
        }
    }

    private static List<String> byCursor(JsonCursor cursor, String text) {
        List<String> members = new ArrayList<>();
        List<String> names = names(text);
        if (!cursor.enter()) {
            return null;
        }
        while (cursor.next()) {
            String name = null;
            for (String candidate : names) {
                name = cursor.named(candidate.getBytes(StandardCharsets.UTF_8)) ? candidate : name;
            }
            members.add(name + "=" + (cursor.text()
                    ? text.substring(cursor.textFrom(), cursor.textFrom() + cursor.textLength()) + cursor.textEscaped()
                    : "other to " + cursor.position()));
        }
        members.add("brace " + (cursor.position() - 1));
        return cursor.finished() ? members : null;
    }

    private static List<String> names(String text) {
        try (JsonParser parser = JACKSON.createParser(text)) {
            List<String> names = new ArrayList<>();
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && parser.getParsingContext().getParent().inRoot()) {
                    names.add(parser.currentName());
                }
            }
            return names;
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<String> byJackson(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<String> members = new ArrayList<>();
        try (JsonParser parser = JACKSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                members.add(known(parser.currentName()) + "=" + value(parser, text));
            }
            members.add("brace " + parser.currentTokenLocation().getCharOffset());
            return parser.nextToken() == null ? members : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The names that are looked for are ASCII; the cursor does not resolve escapes beyond. */
    private static String known(String name) {
        return name.chars().allMatch(c -> c < 0x80) ? name : null;
    }

    private static String value(JsonParser parser, String text) throws IOException {
        boolean string = parser.nextToken() == JsonToken.VALUE_STRING;
        int from = (int) parser.currentTokenLocation().getCharOffset();
        if (string) {
            parser.getText();
            String raw = text.substring(from + 1, (int) parser.currentLocation().getCharOffset() - 1);
            return raw + raw.contains("\\");
        }
        parser.skipChildren();
        return "other to " + (parser.currentToken().isScalarValue() ? from + parser.getText().length()
                : parser.currentLocation().getCharOffset());
    }
}
