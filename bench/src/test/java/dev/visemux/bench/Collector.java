// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes OTLP over HTTP, as a collector of OpenTelemetry's does, and keeps it. */
final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            bodies.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    List<ResourceSpans> resources() throws IOException {
        List<ResourceSpans> all = new CopyOnWriteArrayList<>();
        for (byte[] body : bodies) {
            all.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
        }
        return all;
    }

    List<Span> spans() throws IOException {
        return resources().stream().flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream()).toList();
    }

    /** All that was sent, as bytes show it. */
    String text() {
        return bodies.stream().map(body -> new String(body, StandardCharsets.ISO_8859_1)).collect(Collectors.joining());
    }

    static Map<String, Object> attributes(List<KeyValue> list) {
        return list.stream().collect(Collectors.toMap(KeyValue::getKey, entry -> entry.getValue().hasIntValue()
                ? (Object) entry.getValue().getIntValue() : entry.getValue().getStringValue()));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
