// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;

/** The body of a 2xx answer of a vendor's REST service: one JSON object, often with a secret in it. Any thread. */
record RestAnswer(JsonNode object) {
    private static final ObjectReader json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build().readerFor(JsonNode.class);

    /** Reads it, or throws {@code upstream_protocol_error}. */
    static RestAnswer of(String body) {
        try {
            return new RestAnswer(json.readTree(body));
        } catch (JsonProcessingException _) {
            throw unlike("is not JSON"); // the parser's own sentence quotes the body
        }
    }

    /** Null where there is no such text. */
    String textOrNull(String name) {
        return object.path(name).textValue();
    }

    /** The text of this name, not empty; or throws {@code upstream_protocol_error}. */
    String text(String name) {
        String text = textOrNull(name);
        if (text == null || text.isEmpty()) {
            throw unlike("lacks " + name);
        }
        return text;
    }

    private static RelayException unlike(String fault) {
        return new RelayException(RelayError.UPSTREAM_PROTOCOL_ERROR, "The vendor's answer " + fault);
    }

    @Override
    public String toString() {
        return "RestAnswer";
    }
}
