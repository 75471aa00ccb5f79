// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.bench.FakeOptions.Pace;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What is made of numbers that were measured. */
class CompareReportTest {
    private static final long MIB = 1 << 20;

    @Test
    void shouldTellTheMedianOfRoundsAndHowFarTheyAreApart() {
        assertThat(Spread.of(DoubleStream.of(3, 1, 2)).with(0)).isEqualTo("2 (1 to 3)");
        assertThat(Spread.of(DoubleStream.of(4, 1, 2, 3)).with(1)).isEqualTo("2.5 (1.0 to 4.0)");
        assertThat(Spread.of(DoubleStream.of(1234.5)).with(1)).isEqualTo("1,234.5");
        assertThat(Spread.of(DoubleStream.empty()).with(1)).isEmpty();
    }

    @Test
    void shouldHoldLatencyToTheDirectWayOfTheSameRound() {
        String report = report(List.of(round(Contender.direct, Pace.real, 1, 0, 100, List.of()),
                round(Contender.visemux, Pace.real, 1, 30, 450, List.of()),
                round(Contender.visemux, Pace.real, 2, 40, 700, List.of()),
                round(Contender.direct, Pace.real, 2, 0, 300, List.of())));
        assertThat(line(report, "| direct, all of it ")).contains("| 200 (100 to 300) |");
        assertThat(report.lines().map(CompareReportTest::tight))
                .contains("|Visemux|35.0 (30.0 to 40.0)|20|100|1,000|99.50 %|")
                .anyMatch(line -> line.startsWith("|Visemux|375 (350 to 400)|"));
        assertThat(report).doesNotContain("Saturation").contains("No message was lost");
    }

    @Test
    void shouldTellMemoryAndFaults() {
        CompareResult result = new CompareResult(Map.of("kernel", "Linux 6"), plan(),
                List.of(round(Contender.haproxy, Pace.burst, 1, 2, 100, List.of("3 sessions: cut"))),
                List.of(new IdleSessions.Result(Contender.haproxy, 1024, new Held(4 * MIB, 0), List.of()),
                        new IdleSessions.Result(Contender.visemux, 1024, new Held(40 * MIB, 20 * MIB), List.of())),
                List.of(new StalledReader.Result(Contender.node, 45, -1, new Held(60 * MIB, 0), 900, 1100, List.of())),
                List.of(new DyingVendor.Result(Contender.visemux, DyingVendor.Cause.SIGKILL, "1011 upstream_lost",
                        new Spread(2, 1, 3))), List.of("nginx is left out"));
        String report = new CompareReport(result).markdown();

        assertThat(report).contains("- kernel: Linux 6\n", "- nginx is left out\n",
                "- HAProxy, 50 sessions, burst pace, round 1: 3 sessions: cut");
        assertThat(report.lines().map(CompareReportTest::tight)).contains("|HAProxy|4.0||", "|Visemux|40.0|20.0|",
                "|Node, ws|not in 45|60.0||900|1,100|no|", "|Visemux|SIGKILL|1011 upstream_lost|2.0 (1.0 to 3.0)|",
                "|HAProxy|500|12|20|2.0|99.50 %|");
    }

    @Test
    void shouldSetATableThatCanBeReadAsItIs() {
        MarkdownTable table = new MarkdownTable("", "us");
        assertThat(table.isEmpty()).isTrue();
        table.row("nginx", "1.5");
        assertThat(table).hasToString("""
                |       |  us |
                |-------|----:|
                | nginx | 1.5 |
                """);
    }

    private static String report(List<Round> rounds) {
        return new CompareReport(new CompareResult(Map.of(), plan(), rounds, List.of(), List.of(), List.of(), List.of()))
                .markdown();
    }

    private static ComparePlan plan() {
        return new ComparePlan(EnumSet.allOf(Contender.class), List.of(50), 50, 1024, 3, 10, 2, 45, Map.of());
    }

    private static Round round(Contender contender, Pace pace, int number, double micros, double latency,
            List<String> complaints) {
        Round.Latency each = new Round.Latency(latency, latency, latency);
        return new Round(contender, pace, 50, number, micros, 0.2, 100, 1000, 12, 500, each, each, each, 200, 199, complaints);
    }

    private static String line(String report, String beginning) {
        return report.lines().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
    }

    private static String tight(String line) {
        return line.replaceAll(" *\\| *", "|");
    }
}
