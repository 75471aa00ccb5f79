// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.relay.ops.ConfigSource.Given;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings in force: defaults, over them the file, over that the environment. Strict: an unknown key, a wrong unit
 * or a value beyond its limits is a fault that names the key, where it stands, and the remedy.
 */
public final class Settings {
    private final RelayConfig config;
    private final Map<String, String> origins = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Path home;

    private Settings(Path home, Map<String, Given> given, List<String> sourceFaults) {
        this.home = home;
        faults.addAll(sourceFaults);
        RelayConfig bound = (RelayConfig) bind("", RelayConfig.class, given);
        if (faults.isEmpty()) {
            faults.addAll(bound.contradictions());
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        config = bound;
    }

    /** {@code file} may be null: then the home's config/relay.yaml where there is one. */
    public static Settings load(Path file, Map<String, String> environment) {
        Path home = home();
        Path manual = home.resolve("config/relay.yaml");
        List<String> faults = new ArrayList<>();
        Map<String, Given> given = new LinkedHashMap<>();
        if (file != null || manual.toFile().exists()) {
            given.putAll(ConfigSource.file(file == null ? manual : file, home, faults));
            refuseUnknown(given, faults);
        }
        given.putAll(ConfigSource.environment(environment, faults));
        return new Settings(home, given, faults);
    }

    /** The defaults with some keys changed. */
    static Settings of(Map<String, String> overrides) {
        Map<String, Given> given = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        overrides.forEach((path, text) -> {
            SettingKey key = SettingKey.at(path);
            if (key == null) {
                faults.add(unknown(path, "set in code"));
            } else {
                given.put(path, ConfigSource.written(key, text, "set in code"));
            }
        });
        return new Settings(home(), given, faults);
    }

    /** Where the product lies; relative paths of a settings file begin here. */
    public static Path home() {
        return Path.of(System.getProperty("visemux.home", "")).toAbsolutePath().normalize();
    }

    public RelayConfig config() {
        return config;
    }

    private static void refuseUnknown(Map<String, Given> given, List<String> faults) {
        given.forEach((path, value) -> {
            boolean emptySection = value.items().isEmpty()
                    && SettingKey.ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
            if (SettingKey.at(path) == null && !emptySection) {
                faults.add(unknown(path, value.origin()));
            }
        });
    }

    private static String unknown(String path, String origin) {
        return path + " (" + origin + "): no such key; the nearest is " + SettingKey.nearest(path);
    }

    private Object bind(String prefix, Class<?> section, Map<String, Given> given) {
        RecordComponent[] components = section.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String path = prefix + SettingKey.name(components[i]);
            values[i] = components[i].getType() == Map.class ? named(path + ".", given)
                    : components[i].getType().isRecord() ? bind(path + ".", components[i].getType(), given)
                    : value(SettingKey.at(path), given.get(path));
        }
        return construct(section, components, values);
    }

    /** The sections that the operator has named. */
    private Map<String, Declared> named(String prefix, Map<String, Given> given) {
        Map<String, Declared> sections = new TreeMap<>();
        given.keySet().stream().filter(path -> path.startsWith(prefix) && SettingKey.at(path) != null)
                .map(path -> path.substring(prefix.length(), path.indexOf('.', prefix.length()))).distinct()
                .forEach(name -> sections.put(name, (Declared) bind(prefix + name + ".", Declared.class, given)));
        return sections;
    }

    private static Object construct(Class<?> section, RecordComponent[] components, Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return section.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(section + " is not a plain record", e);
        }
    }

    private Object value(SettingKey key, Given given) {
        Given fallback = new Given(ConfigSource.oneOrNone(key.fallback()), key.isList(), "default", home);
        Given source = given == null || given.items().isEmpty() ? fallback : given;
        origins.put(key.path(), source.origin());
        try {
            return SettingValue.parse(key, source);
        } catch (IllegalArgumentException e) {
            faults.add(key.path() + " (" + source.origin() + "): " + e.getMessage());
            return SettingValue.parse(key, fallback);
        }
    }

    /** The settings in force as YAML that could be read again, secrets masked, each with where it came from. */
    public String print() {
        StringBuilder yaml = new StringBuilder();
        print(config, "", "", yaml);
        return yaml.toString();
    }

    private void print(Object section, String prefix, String indent, StringBuilder yaml) {
        for (RecordComponent component : section.getClass().getRecordComponents()) {
            String name = SettingKey.name(component);
            Object value = read(component, section);
            yaml.append(indent).append(name).append(':');
            if (value instanceof Map<?, ?> sections) {
                yaml.append(sections.isEmpty() ? " {}\n" : "\n");
                sections.forEach((title, inner) -> print(inner, prefix + name + "." + title + ".", indent + "    ",
                        yaml.append(indent).append("  ").append(title).append(":\n")));
            } else if (component.getType().isRecord()) {
                print(value, prefix + name + ".", indent + "  ", yaml.append('\n'));
            } else {
                String text = SettingValue.print(SettingKey.at(prefix + name), value);
                yaml.append(text.isEmpty() ? "" : " " + text).append("  # ").append(origins.get(prefix + name)).append('\n');
            }
        }
    }

    private static Object read(RecordComponent component, Object section) {
        try {
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
