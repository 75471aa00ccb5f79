// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void shouldWriteEveryCounterOnceInTheFormatOfPrometheus() {
        Metrics metrics = new Metrics();
        metrics.add(Metrics.Counter.DECORATED, 7);
        metrics.count(RelayError.TOKEN_CONSUMED);
        MetricsText registered = new MetricsText(metrics, new Lifecycle());
        registered.gauge(Gauge.SESSIONS_OPEN, () -> 3);
        String text = registered.toString();
        assertThat(text).contains("# HELP visemux_decorated_total Audio messages that left with visemes\n"
                + "# TYPE visemux_decorated_total counter\nvisemux_decorated_total 7.0\n",
                "\nvisemux_errors_total{code=\"token_consumed\",source=\"client\"} 1.0\n",
                "\nvisemux_sessions_open 3.0\n").endsWith("\n");
        Set<String> series = new HashSet<>();
        List<String> samples = text.lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(samples).allMatch(line -> series.add(line.substring(0, line.lastIndexOf(' '))))
                .hasSizeGreaterThan(Metrics.Counter.values().length + RelayError.values().length);
    }

    @Test
    void shouldTellTimesInSecondsAndSumWhatAllThreadsTimed() {
        Metrics metrics = new Metrics();
        metrics.add(Metrics.Counter.AUDIO_MILLIS, 1_500);
        metrics.add(Metrics.Counter.CLIENT_PAUSED_NANOS, 250_000_000);
        metrics.newTimings().record(Timings.Kind.AUDIO, 30_000, 2);
        metrics.newTimings().record(Timings.Kind.AUDIO, 70_000_000, 1);
        metrics.handshakes().accepted();
        metrics.handshakes().refused(RelayError.TOKEN_EXPIRED);
        metrics.closes().count(Closes.Side.CLIENT, 4_003);
        assertThat(new MetricsText(metrics, new Lifecycle()).toString()).contains("\nvisemux_audio_seconds_total 1.5\n",
                "\nvisemux_client_paused_seconds_total 0.25\n",
                "\nvisemux_added_latency_seconds_bucket{kind=\"audio\",le=\"2.5E-5\"} 0\n",
                "\nvisemux_added_latency_seconds_bucket{kind=\"audio\",le=\"5.0E-5\"} 2\n",
                "\nvisemux_added_latency_seconds_bucket{kind=\"audio\",le=\"0.06\"} 2\n",
                "\nvisemux_added_latency_seconds_bucket{kind=\"audio\",le=\"+Inf\"} 3\n",
                "\nvisemux_added_latency_seconds_sum{kind=\"audio\"} 0.07006",
                "\nvisemux_handshakes_total{outcome=\"accepted\"} 1.0\n",
                "\nvisemux_handshakes_total{outcome=\"token_expired\"} 1.0\n",
                "\nvisemux_closes_total{code=\"4xxx\",side=\"client\"} 1.0\n", "\nvisemux_state{state=\"starting\"} 1.0\n",
                "\nvisemux_build_info{java=");
    }

    /** {@code ./run metrics} prints the table that the documentation has. */
    @Test
    void shouldHaveEveryMetricInTheDocumentation() throws IOException {
        String documented = Files.readString(Settings.home().resolve("deploy/METRICS.md"));
        String table = MetricsTable.print();
        assertThat(table.lines()).as("deploy/METRICS.md tells what ./run metrics prints")
                .containsExactlyElementsOf(documented.lines().dropWhile(line -> !line.startsWith("|"))
                        .takeWhile(line -> line.startsWith("|")).toList());
        assertThat(table).contains("| `visemux_decorated_total` | counter |  | Audio messages that left with visemes |\n",
                "| `visemux_added_latency_seconds` | histogram | `kind`: audio, client, other |", "| `visemux_build_info` | gauge |",
                "| `visemux_closes_total` | counter | `code`: one of 18; `side`: client, relay, upstream |");
    }

    @Test
    void shouldTellWhatAlertsAndDashboardAskFor() throws IOException {
        String table = MetricsTable.print();
        for (String asking : List.of("prometheus/alerts.yml", "prometheus/alerts_test.yml", "grafana/visemux.json")) {
            String queries = Files.readString(Settings.home().resolve("deploy").resolve(asking));
            List<String> asked = Pattern.compile("\\b(visemux|process)_[a-z_]*[a-z]\\b").matcher(queries).results()
                    .map(MatchResult::group).map(name -> name.replaceFirst("_bucket$", "")).distinct().toList();
            assertThat(asked).as(asking).hasSizeGreaterThan(10).allMatch(name -> table.contains("| `" + name + "` |"));
        }
    }
}
