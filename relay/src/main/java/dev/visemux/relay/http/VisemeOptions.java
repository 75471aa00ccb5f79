// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Set;

/**
 * What a request of {@code /v1/visemes} asks for beside its audio, in the body's JSON or in the query.
 *
 * @param rateHz of raw samples
 */
record VisemeOptions(String model, int chunkMillis, int rateHz, LipSyncOptions lipSync) {
    private static final int CHUNK_MILLIS = 200;
    private static final int MIN_CHUNK_MILLIS = 50;
    private static final int MAX_CHUNK_MILLIS = 1000;
    private static final int RATE_HZ = 16_000;

    static VisemeOptions read(JsonFields fields, Set<String> models) {
        String model = fields.text("model", "default");
        if (!models.contains(model)) {
            throw PcmIntake.invalid("model must be one of " + String.join(", ", models));
        }
        return new VisemeOptions(model,
                (int) fields.whole("chunk_ms", CHUNK_MILLIS, MIN_CHUNK_MILLIS, MAX_CHUNK_MILLIS),
                (int) fields.whole("sample_rate", RATE_HZ, PcmFormat.MIN_RATE_HZ, PcmFormat.MAX_RATE_HZ),
                LipSyncField.options(fields));
    }

    /** {@code rate}: the parameter of audio/l16, or null. */
    static VisemeOptions read(String uri, String rate, Set<String> models) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        try {
            new QueryStringDecoder(uri).parameters().forEach((name, values) -> put(fields, name, values.getFirst()));
        } catch (IllegalArgumentException _) {
            throw JsonFields.refused("The query is not URL-encoded");
        }
        if (rate != null) {
            put(fields, "sample_rate", rate);
        }
        return read(new JsonFields(fields, ""), models);
    }

    private static void put(ObjectNode fields, String name, String value) {
        if (value.matches("\\d{1,9}")) {
            fields.put(name, Long.parseLong(value));
        } else if (value.equals("true") || value.equals("false")) {
            fields.put(name, Boolean.parseBoolean(value));
        } else {
            fields.put(name, value);
        }
    }
}
