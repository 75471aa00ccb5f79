// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.relay.ops.Metrics.Counter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a collector took and what it did not, and says in the log when that changes. The SDK's threads. */
final class SpanDelivery implements SpanExporter {
    private static final Logger log = LoggerFactory.getLogger(Traces.class);
    /** It would write of each attempt, past our log; held, because a logger that nobody holds forgets its level. */
    private static final java.util.logging.Logger SDK = java.util.logging.Logger.getLogger("io.opentelemetry");

    static {
        SDK.setLevel(Level.OFF);
    }

    private final SpanExporter exporter;
    private final Metrics metrics;
    private final AtomicBoolean failing = new AtomicBoolean();

    SpanDelivery(SpanExporter exporter, Metrics metrics) {
        this.exporter = exporter;
        this.metrics = metrics;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int number = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> told(result.isSuccess(), number));
    }

    private void told(boolean taken, int spans) {
        metrics.add(taken ? Counter.TRACE_SPANS_DELIVERED : Counter.TRACE_SPANS_FAILED, spans);
        if (failing.compareAndSet(taken, !taken)) {
            log.warn(taken ? "tracing.endpoint takes spans again"
                    : "tracing.endpoint takes no spans: they are lost until it does");
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
