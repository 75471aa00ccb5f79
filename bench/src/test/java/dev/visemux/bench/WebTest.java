// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The browser client, tested in its own language: each file of src/test/web in a Node of its own, {@code *.page.mjs} with
 * real pages in Chromium, {@code *.test.mjs} without.
 */
class WebTest {
    private static final String FILTER = System.getProperty("visemux.web", "");
    private static final boolean LONG = Boolean.getBoolean("visemux.web.long");
    private static final Path HOME = SdkProcess.HOME;
    private static final Path FOLDER = HOME.resolve("bench/src/test/web");
    private static final Path CHROMIUM = chromium();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WebTable TABLE = new WebTable();
    private static WebRig rig;

    @BeforeAll
    static void start() throws Exception {
        SdkProcess.install();
        SdkProcess.install(FOLDER);
        rig = WebRig.start();
    }

    @AfterAll
    static void stop() throws IOException {
        rig.close();
        System.out.print(TABLE);
        Files.writeString(HOME.resolve("bench/target/web-test.txt"), TABLE.toString());
    }

    static List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            List<String> names = all.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".test.mjs") || name.endsWith(".page.mjs")).sorted().toList();
            List<String> fitting = names.stream().filter(name -> name.contains(FILTER)).toList();
            if (fitting.isEmpty()) {
                throw new IllegalArgumentException("no web test is called '" + FILTER + "'; there are " + names);
            }
            return fitting;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldPassInItsOwnLanguage(String file) throws Exception {
        assumeTrue(CHROMIUM != null || !file.endsWith(".page.mjs"),
                "left out, for there is no Chromium; on Debian: apt-get install chromium");
        List<JsonNode> lines = linesOf(node(file));
        lines.forEach(line -> TABLE.add(file.replaceFirst("\\.mjs$", ""), line));
        assertThat(lines.stream().filter(line -> line.has("error")).map(line -> line.path("name").asText() + ": "
                + line.path("error").asText())).as("failures of " + file).isEmpty();
        assertThat(lines.stream().anyMatch(line -> line.path("ok").asBoolean())).as("some test ran: " + lines).isTrue();
    }

    private static Process node(String file) throws IOException {
        ProcessBuilder node = new ProcessBuilder("node", "--test", "--test-reporter=./report.mjs",
                "--test-reporter-destination=stdout", file).directory(FOLDER.toFile()).redirectError(Redirect.INHERIT);
        node.environment().put("VISEMUX_RIG", rig.url().toString());
        node.environment().put("VISEMUX_CHROMIUM", String.valueOf(CHROMIUM));
        node.environment().put("VISEMUX_LONG", LONG ? "1" : "");
        return node.start();
    }

    private static List<JsonNode> linesOf(Process node) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        try (var output = node.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(JSON.readTree(line));
            }
        }
        node.waitFor();
        return lines;
    }

    private static Path chromium() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome").map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst().orElse(null);
    }
}
