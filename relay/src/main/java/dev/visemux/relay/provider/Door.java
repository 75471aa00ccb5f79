// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where clients of one vendor's SDK come in, where their token is, and which sub-protocol they may be answered. A
 * sub-protocol that carries a key is never echoed. Any thread.
 *
 * @param path     of the requests that it takes
 * @param protocol echoed where it is offered; null: none is
 * @param query    parameters that may be the token, the first that is there counts
 * @param headers  whether the token may also come as OpenAI's SDKs send a key
 * @param explains whether an invalid token is told by a close code, for an SDK that cannot take a 401
 */
public record Door(Pattern path, String protocol, List<String> query, boolean headers, boolean explains) {
    private static final String BEARER = "Bearer ";
    private static final String KEY_PROTOCOL = "openai-insecure-api-key.";
    private static final String KEY_PREFIX = "ek_";

    /** The path of a request as it is written: no door's has an escape. */
    public static String path(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    public boolean isAt(String path) {
        return this.path.matcher(path).matches();
    }

    /** The token, wherever the client could put it; empty where there is none. */
    public String token(HttpRequest request) {
        Map<String, List<String>> given = parameters(request);
        for (String name : query) {
            if (given.containsKey(name)) {
                return given.get(name).getFirst();
            }
        }
        return headers ? ofHeaders(request) : "";
    }

    /** The query of a request, decoded; empty where it cannot be. */
    public static Map<String, List<String>> parameters(HttpRequest request) {
        try {
            return new QueryStringDecoder(request.uri()).parameters();
        } catch (IllegalArgumentException _) {
            return Map.of(); // a broken escape
        }
    }

    /** The sub-protocol to answer with, or null. */
    public String echo(HttpRequest request) {
        return offered(request).anyMatch(offer -> offer.equals(protocol)) ? protocol : null;
    }

    private static String ofHeaders(HttpRequest request) {
        String bearer = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        if (bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return withoutPrefix(bearer.substring(BEARER.length()).strip());
        }
        return offered(request).filter(offer -> offer.startsWith(KEY_PROTOCOL)).findFirst()
                .map(offer -> withoutPrefix(offer.substring(KEY_PROTOCOL.length()))).orElse("");
    }

    private static Stream<String> offered(HttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(","))).map(String::strip);
    }

    private static String withoutPrefix(String token) {
        return token.startsWith(KEY_PREFIX) ? token.substring(KEY_PREFIX.length()) : token;
    }
}
