// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The variables that a tenant has signed for an ElevenLabs agent, and how a client's own go before them. Any thread. */
final class DynamicVariables {
    static final String NAME = "dynamic_variables";
    private static final ObjectMapper json = new ObjectMapper();

    private final JsonNode signed;

    /** {@code object}: JSON. */
    DynamicVariables(String object) {
        signed = parse(object);
        if (signed == null || !signed.isObject()) {
            throw new IllegalArgumentException(NAME + " are no JSON object");
        }
    }

    /**
     * A client's message with the signed variables in it that it does not set itself, all of its own bytes kept; null
     * where there is nothing to add.
     *
     * @param from  where the value of its own variables begins; negative where it has none
     * @param to    behind that value
     * @param brace the last brace
     */
    byte[] into(byte[] message, int from, int to, int brace) {
        if (from < 0) {
            return splice(message, brace, brace, ",\"" + NAME + "\":{", entries(_ -> true), "}");
        }
        JsonNode own = parse(new String(message, from, to - from, StandardCharsets.UTF_8));
        if (own != null && own.isNull()) {
            return splice(message, from, to, "{", entries(_ -> true), "}");
        } else if (own == null || !own.isObject()) {
            return null; // the vendor will say what it thinks of that
        }
        return splice(message, to - 1, to - 1, own.isEmpty() ? "" : ",", entries(name -> !own.has(name)), "");
    }

    private String entries(Predicate<String> wanted) {
        return signed.propertyStream().filter(entry -> wanted.test(entry.getKey()))
                .map(entry -> json.valueToTree(entry.getKey()) + ":" + entry.getValue()).collect(Collectors.joining(","));
    }

    private static byte[] splice(byte[] message, int from, int to, String before, String entries, String after) {
        if (entries.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(message, 0, from);
        out.writeBytes((before + entries + after).getBytes(StandardCharsets.UTF_8));
        out.write(message, to, message.length - to);
        return out.toByteArray();
    }

    private static JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException _) {
            return null;
        }
    }
}
