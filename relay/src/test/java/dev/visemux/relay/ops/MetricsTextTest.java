// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void shouldWriteEveryCounterOnceInTheFormatOfPrometheus() {
        Metrics metrics = new Metrics();
        metrics.add(Metrics.Counter.DECORATED, 7);
        metrics.count(RelayError.TOKEN_CONSUMED);
        MetricsText registered = new MetricsText(metrics);
        registered.gauge("visemux_sessions_open", "Open", () -> 3);
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
}
