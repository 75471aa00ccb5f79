// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where settings come from: a file or the environment, flattened to key paths that remember where they stood. */
final class ConfigSource {
    /** Not keys, and what they are. */
    static final Map<String, String> FOREIGN_VARIABLES = new TreeMap<>(Map.of(
            "VISEMUX_HOME", "left alone: it may be a deployer's own",
            "VISEMUX_LOG_LEVEL", "ERROR, WARN, INFO (default), DEBUG or TRACE, for config/logging.xml",
            "VISEMUX_SESSION_LOG", "OFF: no line of JSON for each session that is over, for config/logging.xml"));

    /**
     * A value as it was written.
     *
     * @param items  one text, or a list's; none: null
     * @param origin for error messages
     * @param base   what a relative path is relative to
     */
    record Given(List<String> items, boolean isList, String origin, Path base) {
        /** Without what was written, which may be a secret. */
        @Override
        public String toString() {
            return origin;
        }
    }

    private ConfigSource() {}

    static Map<String, Given> file(Path file, Path home, List<String> faults) {
        try (JsonParser yaml = YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()
                .createParser(Files.readString(file))) {
            Map<String, Given> given = new LinkedHashMap<>();
            if (yaml.nextToken() == JsonToken.START_OBJECT) {
                section("", yaml, file, home, given);
            } else if (yaml.currentToken() != null) {
                faults.add(file + ": is not a mapping of keys to values");
            }
            return given;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            faults.add(file + ", line " + line + ": " + e.getOriginalMessage().lines().findFirst().orElse("is not YAML"));
        } catch (IOException e) {
            faults.add(file + ": cannot be read (" + e.getClass().getSimpleName() + "); name another one with --config");
        }
        return Map.of();
    }

    private static void section(String prefix, JsonParser yaml, Path file, Path home, Map<String, Given> given)
            throws IOException {
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + yaml.currentName();
            String origin = file + ", line " + yaml.currentTokenLocation().getLineNr();
            switch (yaml.nextToken()) {
                case START_OBJECT -> section(path + ".", yaml, file, home, given);
                case START_ARRAY -> given.put(path, new Given(list(yaml), true, origin, home));
                case VALUE_NULL -> given.put(path, new Given(List.of(), false, origin, home));
                default -> given.put(path, new Given(oneOrNone(yaml.getText()), false, origin, home));
            }
        }
    }

    static List<String> oneOrNone(String text) {
        return text.isEmpty() ? List.of() : List.of(text);
    }

    private static List<String> list(JsonParser yaml) throws IOException {
        List<String> items = new ArrayList<>();
        for (JsonToken token = yaml.nextToken(); token != JsonToken.END_ARRAY; token = yaml.nextToken()) {
            items.add(token.isScalarValue() ? yaml.getText() : "");
            yaml.skipChildren();
        }
        return items;
    }

    /** The variables that begin with VISEMUX_; lists are separated by commas. An empty variable counts as not set. */
    static Map<String, Given> environment(Map<String, String> environment, List<String> faults) {
        Map<String, SettingKey> known = SettingKey.ALL.stream().collect(Collectors.toMap(SettingKey::variable, key -> key));
        Map<String, Given> given = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            SettingKey key = known.get(variable);
            if (key != null) {
                given.put(key.path(), written(key, text, variable));
            } else if (key == null && variable.startsWith("VISEMUX_") && !FOREIGN_VARIABLES.containsKey(variable)) {
                faults.add(variable + ": no such setting; the nearest is " + nearestVariable(variable));
            }
        });
        return given;
    }

    static Given written(SettingKey key, String text, String origin) {
        List<String> items = key.isList() ? List.of(text.split(",")) : List.of(text);
        return new Given(items.stream().map(String::strip).filter(item -> !item.isEmpty()).toList(),
                key.isList(), origin, Path.of("").toAbsolutePath());
    }

    private static String nearestVariable(String unknown) {
        return SettingKey.ALL.stream().map(SettingKey::variable)
                .min((a, b) -> SettingKey.distance(unknown, a) - SettingKey.distance(unknown, b)).orElseThrow();
    }
}
