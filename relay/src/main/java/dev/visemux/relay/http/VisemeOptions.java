// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.LipSyncSetting;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Set;

/**
 * What a request of {@code /v1/visemes} asks for beside its audio, in the body's JSON or in the query.
 *
 * @param rateHz of raw samples
 */
record VisemeOptions(String model, int chunkMillis, int rateHz, LipSyncOptions lipSync) {
    private static final int MIN_CHUNK_MILLIS = 50;
    private static final int MAX_CHUNK_MILLIS = 1000;
    private static final VisemeOptions USUAL = new VisemeOptions("default", 200, 16_000, LipSyncSetting.of(null));

    /** What these fields say, and where they say nothing this. */
    VisemeOptions but(JsonFields fields, Set<String> models) {
        String model = fields.text("model", this.model);
        if (!models.contains(model)) {
            throw PcmIntake.invalid("model must be one of " + String.join(", ", models));
        }
        return new VisemeOptions(model,
                (int) fields.whole("chunk_ms", chunkMillis, MIN_CHUNK_MILLIS, MAX_CHUNK_MILLIS),
                (int) fields.whole("sample_rate", rateHz, PcmFormat.MIN_RATE_HZ, PcmFormat.MAX_RATE_HZ),
                fields.has(LipSyncField.NAME) ? LipSyncField.options(fields) : lipSync);
    }

    /** What the query says. {@code rate}: the parameter of audio/l16, or null. */
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
        return USUAL.but(new JsonFields(fields, ""), models);
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
