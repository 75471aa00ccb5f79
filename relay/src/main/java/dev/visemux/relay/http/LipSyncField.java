// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.LipSyncSetting;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The request field {@code natural_lip_sync} (api: {@code true}, {@code false}, a preset's name, or an object of
 * settings): says whether it is well formed; {@link LipSyncSetting} says what it means.
 */
final class LipSyncField {
    static final String NAME = "natural_lip_sync";
    private static final List<String> PRESETS = List.of("conversation", "fast_speech", "fastSpeech", "educational");
    private static final int MAX_MILLIS = 10_000;
    private static final int MAX_VISEME = 21;

    private record Shape(Predicate<JsonNode> is, String what) {}

    private static final Shape MILLIS = new Shape(node -> between(node, MAX_MILLIS), "a number of milliseconds from 0 to 10000");
    private static final Shape SHARE = new Shape(node -> between(node, 1), "a number from 0 to 1");
    private static final Shape FLAG = new Shape(JsonNode::isBoolean, "true or false");
    private static final Shape VISEMES = new Shape(LipSyncField::areVisemes, "a list of viseme ids from 0 to 21");
    private static final Map<String, Shape> FIELDS = Map.ofEntries(
            Map.entry("minVisemeInterval", MILLIS),
            Map.entry("mergeWindow", MILLIS),
            Map.entry("keyVisemePreference", SHARE),
            Map.entry("similarityThreshold", SHARE),
            Map.entry("preserveSilence", FLAG),
            Map.entry("preserveCriticalVisemes", FLAG),
            Map.entry("criticalVisemeMinDuration", MILLIS),
            Map.entry("criticalVisemeIds", VISEMES),
            // The client's own; they are let pass.
            Map.entry("desktopTransitionDuration", MILLIS),
            Map.entry("mobileTransitionDuration", MILLIS));

    private LipSyncField() {}

    /** What it asks for. */
    static LipSyncOptions options(JsonFields fields) {
        return LipSyncSetting.of(read(fields));
    }

    /** Its JSON, or null where it is left out. */
    static String read(JsonFields fields) {
        if (!fields.has(NAME)) {
            return null;
        }
        JsonNode value = fields.require(NAME, node -> node.isBoolean() || node.isTextual() || node.isObject(),
                "true, false, a preset or an object");
        if (value.isTextual()) {
            fields.oneOf(NAME, null, PRESETS);
        } else if (value.isObject()) {
            JsonFields settings = fields.section(NAME);
            value.fieldNames().forEachRemaining(name -> check(settings, name));
        }
        return value.toString();
    }

    private static void check(JsonFields settings, String name) {
        Shape shape = FIELDS.get(name);
        if (shape == null) {
            throw settings.refused(name, "is not a setting of natural lip sync");
        }
        settings.require(name, shape.is, shape.what);
    }

    private static boolean between(JsonNode node, int max) {
        return node.isNumber() && node.doubleValue() >= 0 && node.doubleValue() <= max;
    }

    private static boolean areVisemes(JsonNode list) {
        return list.isArray() && list.valueStream().allMatch(id -> JsonFields.isWhole(id) && between(id, MAX_VISEME));
    }
}
