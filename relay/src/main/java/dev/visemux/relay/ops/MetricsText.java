// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.dsp.engine.DspCounters;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * All numbers in the text format that Prometheus scrapes: registered once, read at each scrape. Any thread. It counts
 * nothing itself.
 */
public final class MetricsText {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    /** What a counter's name ends with, and how many of them are a second. */
    private static final Map<String, Double> TIMES = Map.of("_millis", 1e3, "_micros", 1e6, "_nanos", 1e9);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.builder().build();

    public MetricsText(Metrics metrics, Lifecycle lifecycle) {
        for (Metrics.Counter counter : Metrics.Counter.values()) {
            counter("visemux_" + lower(counter), counter.sentence(), () -> metrics.value(counter));
        }
        errors(metrics);
        outcomes("visemux_handshakes", "WebSocket upgrades at the public door", metrics.handshakes());
        outcomes("visemux_upstream_handshakes", "Ways to a vendor, its REST service included", metrics.dials());
        closes(metrics.closes());
        TimingHistogram.addTo(registry, metrics::timings);
        state(lifecycle);
        JvmMetrics.addTo(this);
    }

    private void errors(Metrics metrics) {
        CounterWithCallback.builder().name("visemux_errors")
                .help("Refusals, cuts and faults that somebody was told of, by their stable code")
                .labelNames("code", "source")
                .callback(callback -> {
                    for (RelayError error : RelayError.values()) {
                        callback.call(metrics.value(error), error.code(), lower(error.source()));
                    }
                }).register(registry);
    }

    private void outcomes(String name, String sentence, Outcomes outcomes) {
        CounterWithCallback.builder().name(name).help(sentence + ", by outcome").labelNames("outcome")
                .callback(callback -> {
                    callback.call(outcomes.acceptedSoFar(), "accepted");
                    for (RelayError error : RelayError.values()) {
                        callback.call(outcomes.refusedSoFar(error), error.code());
                    }
                }).register(registry);
    }

    private void closes(Closes closes) {
        CounterWithCallback.builder().name("visemux_closes")
                .help("Sessions that ended, by who closed or went first and with which code; 1005: none, 1006: without a close")
                .labelNames("side", "code")
                .callback(callback -> {
                    for (Closes.Side side : Closes.Side.values()) {
                        for (int place = 0; place < Closes.CODES; place++) {
                            callback.call(closes.at(side, place), lower(side), Closes.label(place));
                        }
                    }
                }).register(registry);
    }

    private void state(Lifecycle lifecycle) {
        GaugeWithCallback.builder().name("visemux_state").help("1 for the state that the relay is in, else 0").labelNames("state")
                .callback(callback -> {
                    for (Lifecycle.State state : Lifecycle.State.values()) {
                        callback.call(state == lifecycle.state() ? 1 : 0, lower(state));
                    }
                }).register(registry);
        Info.builder().name("visemux_build_info").help("Which Visemux on which Java this is").labelNames("version", "java")
                .register(registry).setLabelValues(Build.VERSION, Runtime.version().toString());
    }

    /** Adds the workers' counters. */
    public void engine(Supplier<DspCounters> counters) {
        for (DspCounters.Counter counter : DspCounters.Counter.values()) {
            counter("visemux_dsp_" + lower(counter), counter.sentence(), () -> counters.get().value(counter));
        }
        BatchHistogram.addTo(registry, counters);
    }

    public void gauge(Gauge gauge, DoubleSupplier value) {
        gauge("visemux_" + lower(gauge), gauge.sentence(), value);
    }

    void gauge(String name, String sentence, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).help(sentence)
                .callback(callback -> callback.call(value.getAsDouble())).register(registry);
    }

    void counter(String name, String sentence, DoubleSupplier value) {
        String unit = name.substring(name.lastIndexOf('_'));
        double perSecond = TIMES.getOrDefault(unit, 0.0);
        CounterWithCallback.builder()
                .name(perSecond == 0 ? name : name.substring(0, name.length() - unit.length()) + "_seconds").help(sentence)
                .callback(callback -> callback.call(perSecond == 0 ? value.getAsDouble() : value.getAsDouble() / perSecond))
                .register(registry);
    }

    private static String lower(Object name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    MetricSnapshots scrape() {
        return registry.scrape();
    }

    @Override
    public String toString() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail to be written
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
