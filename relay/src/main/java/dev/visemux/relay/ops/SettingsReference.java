// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Every setting as a page in Markdown: what config/relay.yaml says of it, its kind, limits and default as in the code. */
public final class SettingsReference {
    private static final String HEAD = """
            # Settings

            `./run check-config --reference` prints this page: the words are the comments of
            [config/relay.yaml](../config/relay.yaml), kinds, limits and defaults are the code's. A new value needs a restart.
            Where the last column says *followed*, the file that is named is read again when it changes, while sessions go on.

            """;
    private static final String COLUMNS = """

            | key | what it says | value | default | |
            |---|---|---|---|---|
            """;
    private static final Map<Class<?>, String> KINDS = Map.of(boolean.class, "true, false", Duration.class, "duration",
            Path.class, "path", URI.class, "URL", Secret.class, "secret", String.class, "text");

    private SettingsReference() {}

    /** Reads the manual of the product's home. */
    public static String print() {
        Path file = Settings.home().resolve("config/relay.yaml");
        try {
            return print(SettingsManual.read(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static String print(SettingsManual manual) {
        StringBuilder page = new StringBuilder(HEAD).append(manual.intro());
        manual.remarks().forEach((path, remark) -> page.append(path.contains(".") ? row(path, remark) : section(path, remark)));
        return page.append(variables()).toString();
    }

    private static String section(String name, String remark) {
        int example = remark.indexOf(name + ":\n");
        if (example < 0) {
            return "\n## " + name + "\n\n" + remark.strip() + "\n" + COLUMNS;
        }
        String shown = remark.substring(example);
        String rows = SettingsManual.read(shown.lines().toList()).remarks().entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty()).map(entry -> row(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        return "\n## " + name + "\n\n" + remark.substring(0, example).strip() + "\n\n```yaml\n" + shown + "```\n"
                + COLUMNS + rows;
    }

    private static String row(String path, String remark) {
        String told = remark.replace("|", "\\|").replace("<", "&lt;");
        String shown = path.replaceFirst("^declared\\.\\w+", "declared.*");
        SettingKey key = SettingKey.at(path);
        if (key == null) { // a section in a section
            return remark.isEmpty() ? "" : "| `%s` | %s | | | |\n".formatted(shown, told);
        }
        return "| `%s` | %s | %s | %s | %s |\n".formatted(shown, told, value(key),
                key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`",
                key.limits() != null && key.limits().followed() ? "followed" : "");
    }

    private static String value(SettingKey key) {
        if (key.isList()) {
            return "list";
        }
        Setting limits = key.limits();
        if (limits.oneOf().length > 0) {
            return String.join(", ", limits.oneOf());
        }
        String kind = key.isSize() ? "size" : KINDS.getOrDefault(key.component().getType(), "number");
        return limits.max().isEmpty() ? kind : kind + ", " + limits.min() + " to " + limits.max();
    }

    private static String variables() {
        return ConfigSource.FOREIGN_VARIABLES.entrySet().stream()
                .map(variable -> "| `%s` | %s |\n".formatted(variable.getKey(), variable.getValue()))
                .collect(Collectors.joining("", "\n## Only in the environment\n\n| variable | what it says |\n|---|---|\n", ""));
    }
}
