// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.dsp.engine.DspCounters;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All numbers in the text format that Prometheus scrapes: registered once, read at each scrape. Any thread. It counts
 * nothing itself.
 */
public final class MetricsText {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();

    public MetricsText(Metrics metrics) {
        for (Metrics.Counter counter : Metrics.Counter.values()) {
            counter("visemux_" + counter, counter.sentence(), () -> metrics.value(counter));
        }
        CounterWithCallback.builder().name("visemux_errors")
                .help("Refusals, cuts and faults that somebody was told of, by their stable code")
                .labelNames("code", "source")
                .callback(callback -> {
                    for (RelayError error : RelayError.values()) {
                        callback.call(metrics.value(error), error.code(), lower(error.source()));
                    }
                }).register(registry);
        jvm();
    }

    /** The few numbers of the JVM that tell whether a relay is well. */
    private void jvm() {
        Runtime runtime = Runtime.getRuntime();
        gauge("visemux_jvm_heap_used_bytes", "Java heap in use", () -> runtime.totalMemory() - runtime.freeMemory());
        gauge("visemux_jvm_heap_max_bytes", "Java heap at most", runtime::maxMemory);
        gauge("visemux_jvm_threads", "Live threads", ManagementFactory.getThreadMXBean()::getThreadCount);
        gauge("visemux_jvm_uptime_millis", "Since the process began", ManagementFactory.getRuntimeMXBean()::getUptime);
        counter("visemux_jvm_gc_millis", "Time in garbage collection", () -> ManagementFactory.getGarbageCollectorMXBeans()
                .stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum());
    }

    /** Adds the workers' counters. */
    public void engine(Supplier<DspCounters> counters) {
        for (DspCounters.Counter counter : DspCounters.Counter.values()) {
            counter("visemux_dsp_" + counter, counter.sentence(), () -> counters.get().value(counter));
        }
    }

    /** Adds a number that goes up and down. */
    public void gauge(String name, String sentence, LongSupplier value) {
        GaugeWithCallback.builder().name(name).help(sentence)
                .callback(callback -> callback.call(value.getAsLong())).register(registry);
    }

    private void counter(String name, String sentence, LongSupplier value) {
        CounterWithCallback.builder().name(lower(name)).help(sentence)
                .callback(callback -> callback.call(value.getAsLong())).register(registry);
    }

    private static String lower(Object name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to be written
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
