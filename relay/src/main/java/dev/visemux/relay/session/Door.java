// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/**
 * A path where clients of one vendor's SDK come in, where their token is, and which sub-protocol they may be answered.
 * A sub-protocol that carries a key is never echoed.
 */
enum Door {
    OPENAI("openai", "realtime", "/v1/openai-realtime/ws", "/v1/realtime");

    private static final String BEARER = "Bearer ";
    private static final String KEY_PROTOCOL = "openai-insecure-api-key.";
    private static final String KEY_PREFIX = "ek_";

    final String provider;
    private final String protocol;
    private final List<String> paths;

    Door(String provider, String protocol, String... paths) {
        this.provider = provider;
        this.protocol = protocol;
        this.paths = List.of(paths);
    }

    /** The door at this request's path, or null. */
    static Door of(HttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        for (Door door : values()) {
            if (door.paths.contains(path)) {
                return door;
            }
        }
        return null;
    }

    /** The token, wherever the client could put it; empty where there is none. */
    String token(HttpRequest request) {
        Map<String, List<String>> query = new QueryStringDecoder(request.uri()).parameters();
        if (query.containsKey("token")) {
            return query.get("token").getFirst();
        }
        String bearer = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        if (bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return withoutPrefix(bearer.substring(BEARER.length()).strip());
        }
        return offered(request).filter(offer -> offer.startsWith(KEY_PROTOCOL)).findFirst()
                .map(offer -> withoutPrefix(offer.substring(KEY_PROTOCOL.length()))).orElse("");
    }

    /** The sub-protocol to answer with, or null. */
    String echo(HttpRequest request) {
        return offered(request).anyMatch(protocol::equals) ? protocol : null;
    }

    private static java.util.stream.Stream<String> offered(HttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> java.util.Arrays.stream(line.split(","))).map(String::strip);
    }

    private static String withoutPrefix(String token) {
        return token.startsWith(KEY_PREFIX) ? token.substring(KEY_PREFIX.length()) : token;
    }
}
