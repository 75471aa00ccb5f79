// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.dsp.engine.DspCounters;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** All numbers in the text format that Prometheus scrapes (exposition format 0.0.4). One use, one thread. */
public final class MetricsText {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private final StringBuilder text = new StringBuilder(8192);

    public MetricsText relay(Metrics metrics) {
        for (Metrics.Counter counter : Metrics.Counter.values()) {
            counter("visemux_" + counter.name(), counter.sentence(), metrics.value(counter));
        }
        head("visemux_errors_total", "counter", "Refusals, cuts and faults that somebody was told of, by their stable code");
        for (RelayError error : RelayError.values()) {
            text.append("visemux_errors_total{code=\"").append(error.code()).append("\",source=\"")
                    .append(error.source().name().toLowerCase(Locale.ROOT)).append("\"} ").append(metrics.value(error)).append('\n');
        }
        return this;
    }

    public MetricsText engine(DspCounters counters) {
        for (DspCounters.Counter counter : DspCounters.Counter.values()) {
            counter("visemux_dsp_" + counter.name(), counter.sentence(), counters.value(counter));
        }
        return this;
    }

    public MetricsText jvm() {
        Runtime runtime = Runtime.getRuntime();
        gauge("visemux_jvm_heap_used_bytes", "Java heap in use", runtime.totalMemory() - runtime.freeMemory());
        gauge("visemux_jvm_heap_max_bytes", "Java heap at most", runtime.maxMemory());
        gauge("visemux_jvm_threads", "Live threads", ManagementFactory.getThreadMXBean().getThreadCount());
        gauge("visemux_jvm_uptime_seconds", "Since the process began", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        counter("visemux_jvm_gc_millis", "Time in garbage collection", ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime).sum());
        return this;
    }

    public MetricsText gauge(String name, String sentence, long value) {
        head(name, "gauge", sentence);
        text.append(name).append(' ').append(value).append('\n');
        return this;
    }

    private void counter(String name, String sentence, long value) {
        String whole = name.toLowerCase(Locale.ROOT) + "_total";
        head(whole, "counter", sentence);
        text.append(whole).append(' ').append(value).append('\n');
    }

    private void head(String name, String type, String sentence) {
        text.append("# HELP ").append(name).append(' ').append(sentence).append("\n# TYPE ").append(name).append(' ')
                .append(type).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
