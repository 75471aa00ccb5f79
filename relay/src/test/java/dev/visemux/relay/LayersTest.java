// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point one way only: the table is the architecture, the scan of import lines keeps it. */
class LayersTest {
    private static final String ROOT = "dev.visemux.";
    private static final Pattern NAMED = Pattern.compile("\\bdev\\.visemux\\.((?:dsp|relay|bench)(?:\\.[a-z]+)*)");

    /** A room's floor. Imports go down; siblings on one floor never meet. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("dsp.signal", 0),
            Map.entry("dsp.viseme", 1),
            Map.entry("dsp.engine", 2),
            Map.entry("relay.ops", 3),
            Map.entry("relay.access", 4),
            Map.entry("relay.provider", 4),
            Map.entry("relay.upstream", 4),
            Map.entry("relay.session", 5),
            Map.entry("relay.http", 5),
            Map.entry("relay", 6));

    /** Libraries that live in one room, so that a new version is one room's business. */
    private static final Map<String, String> LIBRARY_ROOMS = Map.of(
            "jdk.incubator.vector", "dsp/signal/Vector",
            "ai.djl", "dsp/viseme/TorchVisemeModel.java",
            "com.nimbusds", "relay/access/",
            "io.lettuce", "relay/access/",
            "io.prometheus", "relay/ops/",
            "io.opentelemetry", "relay/ops/",
            "io.netty", "relay/",
            "picocli", "relay/");

    @Test
    void shouldImportOnlyFromLowerFloors() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : sources()) {
            String room = room(file);
            assertThat(FLOORS).as("the room of %s has a floor", file).containsKey(room);
            for (String line : Files.readAllLines(file)) {
                NAMED.matcher(line.startsWith("package ") ? "" : line).results()
                        .map(match -> match.group(1))
                        .filter(other -> !other.equals(room) && FLOORS.getOrDefault(other, 99) >= FLOORS.get(room))
                        .forEach(other -> faults.add(file.getFileName() + " of " + room + " names " + other));
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldKeepEachLibraryInItsRoom() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            LIBRARY_ROOMS.forEach((library, home) -> {
                if (source.contains("import " + library + ".") && !file.toString().contains("/dev/visemux/" + home)) {
                    faults.add(file + " imports " + library);
                }
            });
        }
        assertThat(faults).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : List.of("dsp", "relay")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private static String room(Path file) {
        String path = file.getParent().toString().replace('/', '.');
        return path.substring(path.indexOf(ROOT) + ROOT.length());
    }
}
