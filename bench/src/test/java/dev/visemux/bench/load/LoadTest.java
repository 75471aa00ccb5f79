// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./run load} as it is typed, small; how fast it goes is nobody's promise here. */
@Timeout(180)
class LoadTest {
    @TempDir
    private Path folder;

    @Test
    void shouldMeasureARelayThroughTls() throws Exception {
        JsonNode told = load("--tls", "--set", "session.hold=5s");
        assertThat(told.at("/decorated").asLong()).isPositive();
        assertThat(told.at("/processes/between/microsPerMessage").asDouble()).isPositive();
        assertThat(told.at("/heapBytes").asLong()).isPositive();
        assertThat(folder.resolve("agent-audio.hgrm")).content().contains("#[Mean");
        assertThat(folder.resolve("latency.svg")).content().startsWith("<svg").contains("agent audio");
    }

    @Test
    void shouldMeasureTheFloor() throws Exception {
        JsonNode told = load("--direct", "--pace", "burst");
        assertThat(told.at("/decorated").asLong()).isZero();
        assertThat(told.at("/processes/between/rssBytes").asLong()).isZero();
        assertThat(told.at("/messages").asLong()).isPositive();
    }

    @Test
    void shouldSayWhichOptionsDoNotGoTogether() {
        assertThat(new CommandLine(new LoadCommand()).execute("--direct", "--url", "http://x", "--key", "y")).isEqualTo(2);
        assertThat(new CommandLine(new LoadCommand()).execute("--url", "http://x")).isEqualTo(2);
        assertThat(new CommandLine(new LoadCommand()).execute("--through", "ws://x")).isEqualTo(2);
    }

    private JsonNode load(String... more) throws Exception {
        Path json = folder.resolve("load.json");
        List<String> arguments = new ArrayList<>(List.of("--sessions", "4", "--ramp", "2", "--seconds", "4",
                "--out", folder.toString(), "--json", json.toString()));
        arguments.addAll(List.of(more));
        assertThat(new CommandLine(new LoadCommand()).execute(arguments.toArray(String[]::new))).isZero();
        JsonNode told = new ObjectMapper().readTree(Files.readAllBytes(json));
        assertThat(told.at("/faults").valueStream().mapToLong(JsonNode::asLong).sum()).isZero();
        assertThat(told.at("/millis/agent audio/count").asLong()).isPositive();
        return told;
    }
}
