// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.bench.FakeOptions.Pace;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ./run compare}, small, with what is always there; how fast anything goes is nobody's promise here. */
@Timeout(240)
class CompareTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCompareTheRelayWithTheDirectWay() throws Exception {
        ComparePlan plan = new ComparePlan(EnumSet.of(Contender.direct, Contender.visemux), List.of(4), 4, 4, 1, 1, 1, 1,
                Map.of("session.hold", "10s"));
        CompareResult result = new Comparison(plan, folder, System.err::println).run();

        assertThat(result.notes()).isEmpty();
        assertThat(result.rounds()).hasSize(4).allSatisfy(round -> {
            assertThat(round.complaints()).isEmpty();
            assertThat(round.audioMessages()).isPositive();
            if (round.pace() == Pace.real) { // a flood is decorated as far as the engine comes
                assertThat(round.decorated()).isEqualTo(round.contender() == Contender.visemux ? round.audioMessages() : 0);
            }
        });
        assertThat(result.idle()).singleElement().satisfies(idle -> assertThat(idle.complaints()).isEmpty());
        assertThat(result.stalled()).singleElement().satisfies(stalled -> assertThat(stalled.complaints()).isEmpty());
        assertThat(result.dying()).hasSize(4).filteredOn(each -> each.contender() == Contender.visemux)
                .allSatisfy(each -> assertThat(each.seen()).startsWith("1011"));
        assertThat(new CompareReport(result).markdown()).contains("Visemux ", "100.00 %", "No message was lost");
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThat(new CommandLine(new CompareCommand()).execute("--rounds", "0")).isEqualTo(2);
        assertThat(new CommandLine(new CompareCommand()).execute("--only", "apache")).isEqualTo(2);
    }
}
