// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any bytes as relay.yaml: settings that print as YAML of the same settings, or faults that say what is wrong. */
public final class ConfigFuzz {
    private static final Path FILE = file();

    private ConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] yaml) throws IOException {
        Files.write(FILE, yaml);
        String printed = load();
        if (printed != null && !printed.contains("***")) { // of a secret only the stars are printed
            Files.writeString(FILE, printed);
            String again = load();
            if (again == null || !settings(printed).equals(settings(again))) {
                throw new AssertionError("printed " + printed + "\nand read again " + again);
            }
        }
    }

    private static List<String> settings(String printed) {
        return printed.lines().map(line -> line.replaceAll("  # .*", "")).toList();
    }

    /** Null where it is refused. */
    private static String load() {
        try {
            return Settings.load(FILE, Map.of()).print();
        } catch (ConfigException e) {
            if (!e.getMessage().contains(": ")) {
                throw new AssertionError("faults " + e.getMessage(), e);
            }
            return null;
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("relay", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
