// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What answers which method at which path. Filled once, then shared. */
final class Routes {
    private final Map<String, Map<HttpMethod, Route>> byPath = new LinkedHashMap<>();
    private Cors cors = Cors.NONE;

    Routes add(HttpMethod method, String path, Route route) {
        byPath.computeIfAbsent(path, _ -> new TreeMap<>()).put(method, route);
        return this;
    }

    void let(Cors pages) {
        cors = pages;
    }

    Cors cors() {
        return cors;
    }

    Set<String> paths() {
        return byPath.keySet();
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** "GET, OPTIONS" for an {@code Allow} header. */
    String allowed(String path) {
        return String.join(", ", byPath.get(path).keySet().stream().map(HttpMethod::name).toList()) + ", OPTIONS";
    }

    Route find(HttpMethod method, String path) {
        if (!has(path)) {
            throw new RelayException(RelayError.NOT_FOUND);
        }
        if (method.equals(HttpMethod.OPTIONS)) {
            return (head, reply) -> {
                cors.tellPreflight(head, reply, allowed(path));
                return reply.allow(allowed(path));
            };
        }
        Route route = byPath.get(path).get(method);
        return route == null ? (_, reply) -> reply.wrongMethod(allowed(path)) : route;
    }
}
