// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.dsp.engine.DspCounters;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.Arrays;
import java.util.function.Supplier;

/** How many streams share a batch, as Prometheus reads it. */
record BatchHistogram(Supplier<DspCounters> counters) {
    static void addTo(PrometheusRegistry registry, Supplier<DspCounters> counters) {
        registry.register(new BatchHistogram(counters)::snapshot);
    }

    private HistogramSnapshot snapshot() {
        DspCounters now = counters.get();
        double[] ends = Arrays.copyOf(DspCounters.batchEnds(), DspCounters.batchEnds().length + 1);
        ends[ends.length - 1] = Double.POSITIVE_INFINITY; // there is no larger batch
        long[] counts = Arrays.copyOf(now.batches(), ends.length);
        return HistogramSnapshot.builder().name("visemux_dsp_batch_streams").help("Streams that were served together")
                .dataPoint(HistogramDataPointSnapshot.builder().sum(now.batchedStreams())
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(ends, counts)).build()).build();
    }
}
