// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.dsp.engine.DspCounters;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Every metric of a relay as a table in Markdown: what it is called when it is scraped, its type, its labels, what it says. */
public final class MetricsTable {
    /** So many values of a label are told; of more, how many. */
    private static final int TOLD = 8;

    private MetricsTable() {}

    public static String print() {
        MetricsText all = new MetricsText(new Metrics(), new Lifecycle());
        all.engine(DspCounters::none);
        for (Gauge gauge : Gauge.values()) {
            all.gauge(gauge, () -> 0);
        }
        return all.scrape().stream().sorted(Comparator.comparing(MetricsTable::name)).map(MetricsTable::row)
                .collect(Collectors.joining("", "| metric | type | labels | what it says |\n|---|---|---|---|\n", ""));
    }

    private static String row(MetricSnapshot metric) {
        String type = switch (metric) {
            case CounterSnapshot _ -> "counter";
            case HistogramSnapshot _ -> "histogram";
            default -> "gauge";
        };
        return "| `%s` | %s | %s | %s |\n".formatted(name(metric), type, labels(metric), metric.getMetadata().getHelp());
    }

    private static String name(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return switch (metric) {
            case CounterSnapshot _ -> name + "_total";
            case InfoSnapshot _ -> name + "_info";
            default -> name;
        };
    }

    private static String labels(MetricSnapshot metric) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        metric.getDataPoints().forEach(point -> {
            for (Label label : point.getLabels()) {
                values.computeIfAbsent(label.getName(), _ -> new LinkedHashSet<>()).add(label.getValue());
            }
        });
        return values.entrySet().stream().map(label -> "`" + label.getKey() + "`" + told(metric, label.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String told(MetricSnapshot metric, Set<String> values) {
        if (metric instanceof InfoSnapshot) {
            return "";
        }
        return values.size() <= TOLD ? ": " + String.join(", ", values) : ": one of " + values.size();
    }
}
