// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.dsp.viseme.LipSyncOptions;
import java.util.Set;
import java.util.stream.Collectors;

/** What the field {@code natural_lip_sync} means, in a request and in a grant. */
public final class LipSyncSetting {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LipSyncSetting() {}

    /** {@code json}: well formed, or null for the default. Single settings stand on those of a conversation. */
    public static LipSyncOptions of(String json) {
        if (json == null) {
            return LipSyncOptions.CONVERSATION;
        }
        try {
            JsonNode value = JSON.readTree(json);
            if (value.isBoolean()) {
                return value.booleanValue() ? LipSyncOptions.CONVERSATION : LipSyncOptions.RAW;
            }
            return value.isTextual() ? LipSyncOptions.preset(value.textValue())
                    : of(value, LipSyncOptions.CONVERSATION);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("natural lip sync is no JSON", e);
        }
    }

    private static LipSyncOptions of(JsonNode given, LipSyncOptions base) {
        return new LipSyncOptions(
                millis(given, "minVisemeInterval", base.minVisemeIntervalMillis()),
                millis(given, "mergeWindow", base.mergeWindowMillis()),
                (float) given.path("keyVisemePreference").asDouble(base.keyVisemePreference()),
                (float) given.path("similarityThreshold").asDouble(base.similarityThreshold()),
                given.path("preserveSilence").asBoolean(base.preserveSilence()),
                given.path("preserveCriticalVisemes").asBoolean(base.preserveCriticalVisemes()),
                millis(given, "criticalVisemeMinDuration", base.criticalMillis()),
                visemes(given.path("criticalVisemeIds"), base.criticalVisemes()));
    }

    private static int millis(JsonNode given, String name, int fallback) {
        return (int) Math.ceil(given.path(name).asDouble(fallback));
    }

    private static Set<Integer> visemes(JsonNode given, Set<Integer> fallback) {
        return given.isArray() ? given.valueStream().map(JsonNode::intValue).collect(Collectors.toSet()) : fallback;
    }
}
