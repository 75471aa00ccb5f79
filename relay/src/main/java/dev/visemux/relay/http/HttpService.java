// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.Metrics;
import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.event.Level;

/** What the channels of one listener share: routes, counters and how many requests are under way. Any thread. */
public final class HttpService {
    private final Routes routes;
    private final Metrics metrics;
    private final Level logLevel;
    private final AtomicInteger open = new AtomicInteger();

    private HttpService(Routes routes, Metrics metrics, Level logLevel) {
        this.routes = routes;
        this.metrics = metrics;
        this.logLevel = logLevel;
    }

    /** The door of tenants. */
    public static HttpService tenants(TokenEndpoints tokens, SessionTokens sessionTokens, ConvaiEndpoints convai,
            VisemeEndpoints visemes, UsageEndpoints usage, Metrics metrics) {
        return new HttpService(new Routes()
                .add(HttpMethod.POST, "/v1/get-signed-url", tokens::getSignedUrl)
                .add(HttpMethod.POST, "/v1/session-token", sessionTokens::create)
                .add(HttpMethod.GET, "/v1/convai/conversation/get-signed-url", convai::getSignedUrl)
                .add(HttpMethod.GET, "/v1/convai/conversation/get_signed_url", convai::getSignedUrl) // older SDKs
                .add(HttpMethod.POST, "/v1/visemes", visemes::analyse)
                .add(HttpMethod.GET, "/v1/usage", usage::get)
                .add(HttpMethod.GET, Contract.OPENAPI.path, Contract.OPENAPI::get)
                .add(HttpMethod.GET, Contract.ASYNCAPI.path, Contract.ASYNCAPI::get), metrics, Level.INFO);
    }

    /** Pages of these origins may read the answers. Before it serves. */
    public HttpService readableBy(Predicate<String> origins) {
        routes.let(new Cors(origins));
        return this;
    }

    /** Beside the endpoints. Before it serves. */
    public HttpService showing(WebFiles files) {
        files.addTo(routes);
        return this;
    }

    /** The door of the operator. */
    public static HttpService operator(OpsEndpoints ops, Metrics metrics) {
        return new HttpService(new Routes()
                .add(HttpMethod.GET, "/healthz", ops::health)
                .add(HttpMethod.GET, "/readyz", ops::readiness)
                .add(HttpMethod.GET, "/metrics", ops::metrics)
                .add(HttpMethod.POST, "/drain", ops::drain), metrics, Level.DEBUG); // probes come every few seconds
    }

    /** A handler for one channel. */
    public HttpApi handler() {
        return new HttpApi(this);
    }

    /** Requests that were begun and are not answered. */
    public int openRequests() {
        return open.get();
    }

    Level logLevel() {
        return logLevel;
    }

    Routes routes() {
        return routes;
    }

    void began() {
        open.incrementAndGet();
    }

    void ended() {
        open.decrementAndGet();
    }

    Metrics metrics() {
        return metrics;
    }
}
