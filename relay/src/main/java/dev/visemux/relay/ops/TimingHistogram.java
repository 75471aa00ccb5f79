// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.relay.ops.Timings.Kind;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What all threads have timed, as Prometheus reads it: summed at each scrape. */
record TimingHistogram(Supplier<List<Timings>> parts) {
    static void addTo(PrometheusRegistry registry, Supplier<List<Timings>> parts) {
        TimingHistogram histogram = new TimingHistogram(parts);
        registry.register(histogram::addedLatency);
        registry.register(histogram::dialTime);
    }

    private HistogramSnapshot addedLatency() {
        return HistogramSnapshot.builder().name("visemux_added_latency_seconds")
                .help("How long messages stay here, from the read that ends them until the other side's connection has them:"
                        + " audio of agents, other messages of vendors, those of clients")
                .dataPoint(point(Kind.AUDIO, kind(Kind.AUDIO))).dataPoint(point(Kind.OTHER, kind(Kind.OTHER)))
                .dataPoint(point(Kind.CLIENT, kind(Kind.CLIENT))).build();
    }

    private HistogramSnapshot dialTime() {
        return HistogramSnapshot.builder().name("visemux_dial_seconds")
                .help("From a client's handshake until its vendor stands").dataPoint(point(Kind.DIAL, Labels.EMPTY)).build();
    }

    private static Labels kind(Kind kind) {
        return Labels.of("kind", kind.name().toLowerCase(Locale.ROOT));
    }

    private HistogramDataPointSnapshot point(Kind kind, Labels labels) {
        long[] counts = new long[Timings.BUCKETS];
        double seconds = 0;
        for (Timings part : parts.get()) {
            for (int bucket = 0; bucket < counts.length; bucket++) {
                counts[bucket] += part.in(kind, bucket);
            }
            seconds += part.seconds(kind);
        }
        return HistogramDataPointSnapshot.builder().labels(labels).sum(seconds)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(Timings.endsInSeconds(), counts)).build();
    }
}
