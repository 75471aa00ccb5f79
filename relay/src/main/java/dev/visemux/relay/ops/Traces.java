// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.relay.ops.Metrics.Counter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * OpenTelemetry's traces, a span for each session, where {@code tracing.endpoint} asks for them; else nothing of it is even made.
 * Spans leave on a thread of the SDK's, from a bounded queue: what a collector does or does not harms no session. Any thread.
 */
public final class Traces implements AutoCloseable {
    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public String get(String traceparent, String key) {
            return key.equals("traceparent") ? traceparent : null; // what else a client says of its trace is not passed on
        }
    };

    private final Metrics metrics;
    private final long timeoutMillis;
    /** Null where nobody asks for traces. */
    private final SdkTracerProvider provider;

    public Traces(RelayConfig.Tracing settings, Metrics metrics) {
        this.metrics = metrics;
        timeoutMillis = settings.timeout().toMillis();
        provider = settings.endpoint() == null ? null : provider(settings, metrics);
    }

    private static SdkTracerProvider provider(RelayConfig.Tracing settings, Metrics metrics) {
        SpanExporter exporter = new SpanDelivery(OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString()).setTimeout(settings.timeout())
                .setRetryPolicy(null) // it would go on beyond the timeout, and keep a relay from stopping
                .build(), metrics);
        Sampler share = Sampler.traceIdRatioBased(settings.samplePercent() / 100.0);
        return SdkTracerProvider.builder()
                // A client may ask not to be traced; that it is traced is decided here.
                .setSampler(Sampler.parentBasedBuilder(share).setRemoteParentSampled(share).build())
                .setSpanLimits(SpanLimits.builder().setMaxNumberOfEvents(settings.maxEvents()).build())
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), settings.serviceName(),
                        AttributeKey.stringKey("service.version"), Build.VERSION))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).setMaxQueueSize(settings.queue())
                        .setMaxExportBatchSize(Math.min(settings.queue(), 512)).setExporterTimeout(settings.timeout()).build())
                .build();
    }

    /** {@code traceparent}: what the client calls its trace (W3C), as it came, or null; nonsense begins a trace of its own. */
    public SessionTrace begin(String traceparent) {
        if (provider == null) {
            return SessionTrace.OFF;
        }
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
        return new SessionTrace(provider.get("visemux").spanBuilder("session").setParent(parent)
                .setSpanKind(SpanKind.SERVER).startSpan(), () -> metrics.count(Counter.TRACE_SPANS));
    }

    /** Sends what waits; returns when that is done, or {@code tracing.timeout} has passed. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(timeoutMillis, TimeUnit.MILLISECONDS);
        }
    }
}
