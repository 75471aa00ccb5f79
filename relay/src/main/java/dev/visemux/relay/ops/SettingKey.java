// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One key of config/relay.yaml as the records of {@link RelayConfig} define it. */
record SettingKey(String path, RecordComponent component, String fallback) {
    private static final String ANY = "*";

    /** Every key in the order of the records. */
    static final List<SettingKey> ALL = List.copyOf(under("", RelayConfig.class, ""));
    /** Those of the sections that an operator names: {@code *} stands for the name. */
    static final List<SettingKey> NAMED = List.copyOf(under("declared." + ANY + ".", Declared.class, ""));

    private static List<SettingKey> under(String prefix, Class<?> section, String firstFallback) {
        List<SettingKey> keys = new ArrayList<>();
        for (RecordComponent component : section.getRecordComponents()) {
            if (component.getType() == Map.class) {
                continue; // its sections have names of the operator's
            }
            String path = prefix + name(component);
            String fallback = fallback(component).isEmpty() && keys.isEmpty() ? firstFallback : fallback(component);
            keys.addAll(component.getType().isRecord()
                    ? under(path + ".", component.getType(), fallback(component))
                    : List.of(new SettingKey(path, component, fallback)));
        }
        return keys;
    }

    /** The key at this path, or null. */
    static SettingKey at(String path) {
        String unnamed = unnamed(path);
        return Stream.concat(ALL.stream(), NAMED.stream()).filter(key -> key.path.equals(path) || key.path.equals(unnamed))
                .findFirst().map(key -> new SettingKey(path, key.component, key.fallback)).orElse(null);
    }

    /** The path with a named section's name left out. */
    private static String unnamed(String path) {
        return path.replaceFirst("^declared\\.[^.]*\\.", "declared.*.");
    }

    static String name(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        return setting != null && !setting.key().isEmpty()
                ? setting.key()
                : component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String fallback(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        return setting == null ? "" : setting.value();
    }

    /** The environment variable that overrides this key. */
    String variable() {
        return "VISEMUX_" + path.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    Setting limits() {
        return component.getAnnotation(Setting.class);
    }

    boolean isSize() {
        return component.getName().endsWith("Bytes");
    }

    boolean isList() {
        return component.getType() == List.class;
    }

    /** What the writer of an unknown key most likely meant: same last word first, then fewest typing errors. */
    static String nearest(String unknown) {
        String nearest = Stream.concat(ALL.stream(), NAMED.stream()).map(SettingKey::path)
                .min(Comparator.comparingInt(known -> distance(unnamed(unknown), known))).orElseThrow();
        return nearest.replace(ANY, unknown.replaceFirst("^declared\\.([^.]*).*", "$1"));
    }

    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
