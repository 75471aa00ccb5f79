// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The fields of one object in a request. Whatever is not as it should be is refused with the field's whole path and what
 * it should be, never with its value. {@code null} counts as missing.
 */
record JsonFields(JsonNode object, String path) {
    private static final ObjectReader json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build().readerFor(JsonNode.class);

    static JsonFields parse(byte[] body) {
        try {
            JsonNode root = json.readTree(body);
            if (!root.isObject()) {
                throw refused("The body is not a JSON object");
            }
            return new JsonFields(root, "");
        } catch (JsonProcessingException e) {
            throw refused("The body is not valid JSON" + (e.getLocation() == null ? "" : " (line "
                    + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")"));
        } catch (IOException _) { // it begins as UTF-16 or UTF-32 would, and goes on as neither
            throw refused("The body is not valid JSON");
        }
    }

    static RelayException refused(String sentence) {
        return new RelayException(RelayError.INVALID_REQUEST, sentence);
    }

    RelayException refused(String name, String fault) {
        return refused(path + name + " " + fault);
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    JsonFields section(String name) {
        return new JsonFields(require(name, JsonNode::isObject, "a JSON object"), path + name + ".");
    }

    String text(String name) {
        String text = require(name, JsonNode::isTextual, "a string").textValue();
        if (text.isEmpty()) {
            throw refused(name, "is empty");
        }
        return text;
    }

    String text(String name, String fallback) {
        return has(name) ? text(name) : fallback;
    }

    /** Text that will stand in a header or a URL: visible ASCII only. */
    String visible(String name) {
        String text = text(name);
        if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw refused(name, "holds characters other than visible ASCII");
        }
        return text;
    }

    long whole(String name, long fallback, long min, long max) {
        if (!has(name)) {
            return fallback;
        }
        JsonNode number = require(name, node -> isWhole(node) && node.canConvertToLong(), "a whole number");
        if (number.longValue() < min || number.longValue() > max) {
            throw refused(name, "is " + number.longValue() + "; it must be from " + min + " to " + max);
        }
        return number.longValue();
    }

    /** 16000.0 is whole, too: JSON knows no integers, and some languages write all numbers so. */
    static boolean isWhole(JsonNode node) {
        return node.canConvertToExactIntegral();
    }

    String oneOf(String name, String fallback, List<String> allowed) {
        String text = text(name, fallback);
        if (!allowed.contains(text)) {
            throw refused(name, "must be one of " + String.join(", ", allowed));
        }
        return text;
    }

    JsonNode require(String name, Predicate<JsonNode> is, String what) {
        if (!has(name)) {
            throw refused(name, "is missing");
        }
        JsonNode node = object.get(name);
        if (!is.test(node)) {
            throw refused(name, "is not " + what);
        }
        return node;
    }

    /** Without what a request says, which may be a secret. */
    @Override
    public String toString() {
        return path;
    }
}
