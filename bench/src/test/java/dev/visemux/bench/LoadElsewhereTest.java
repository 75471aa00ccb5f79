// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.bench.load.LoadCommand;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./run load --url}: a relay that was there already, and vendors that put no stamp on what they say. */
@Timeout(120)
class LoadElsewhereTest {
    @TempDir
    private Path folder;

    @Test
    void shouldSayWhatCannotBeMeasured() throws Exception {
        Path json = folder.resolve("load.json");
        try (Rig rig = Rig.start(new FakeOptions(), Map.of())) {
            assertThat(new CommandLine(new LoadCommand()).execute("--url", rig.relay().publicUrl().toString(),
                    "--key", rig.tenant().tenantKey(), "--vendor-key", Rig.VENDOR_KEY, "--sessions", "4", "--ramp", "1",
                    "--seconds", "4", "--json", json.toString(), "--out", folder.toString())).isZero();
            assertThat(rig.upstream().sessions()).hasSize(4);
        }
        JsonNode told = new ObjectMapper().readTree(json.toFile());
        assertThat(told.at("/messages").asLong()).isPositive();
        assertThat(told.at("/notMeasured").toString())
                .contains("latency", "--upstream-port", "what reaches the vendor", "CPU and memory");
    }
}
