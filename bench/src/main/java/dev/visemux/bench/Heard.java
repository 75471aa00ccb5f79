// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** What a client said, read with Jackson: the fake vendors share no parser with the relay. */
final class Heard {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Heard() {}

    /** A missing node where it is no JSON. */
    static JsonNode json(String message) {
        try {
            return JSON.readTree(message);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
