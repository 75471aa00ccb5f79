// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.Map;
import java.util.Set;

/**
 * Who wants a session with a vendor. It holds the vendor's secret: never log it.
 *
 * @param secret    the tenant's key or ephemeral token at the vendor; null where none is needed
 * @param details   what the tenant asked for, by the names of the vendor's protocol
 * @param handshake the client's request
 */
public record Caller(String secret, Map<String, String> details, HttpRequest handshake) {
    /** What every vendor is told of the client: the page that it runs in, where there is one. */
    HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        String origin = handshake.headers().get(HttpHeaderNames.ORIGIN);
        return origin == null ? headers : headers.set(HttpHeaderNames.ORIGIN, origin);
    }

    /** The client's query without the parameters of these names; empty where there was no other. */
    String queryWithout(Set<String> names) {
        QueryStringEncoder others = new QueryStringEncoder("");
        Door.parameters(handshake).forEach((other, values) -> {
            if (!names.contains(other)) {
                values.forEach(value -> others.addParam(other, value));
            }
        });
        String query = others.toString();
        return query.isEmpty() ? "" : query.substring(1); // '?'
    }

    @Override
    public String toString() {
        return "Caller";
    }
}
