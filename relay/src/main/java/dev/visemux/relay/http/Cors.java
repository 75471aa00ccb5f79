// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.Predicate;

/**
 * Lets pages of listed origins read answers (CORS of the Fetch standard). Whether a tenant lets a page do anything at all is
 * asked once the tenant is known: a preflight bears no key. No cookies are ever involved. Any thread.
 *
 * @param listed whether any tenant lists this origin
 */
record Cors(Predicate<String> listed) {
    /** For the operator's door: no page reads it. */
    static final Cors NONE = new Cors(_ -> false);

    private static final String MAX_AGE_SECONDS = "600";
    private static final String READABLE = "X-Request-Id, Retry-After,"
            + " RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy";
    private static final String SENDABLE = "Authorization, Content-Type, xi-api-key, X-Request-Id";

    /** On every answer. */
    void tell(HttpRequest head, Reply reply) {
        reply.header(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        if (isListed(head)) {
            reply.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, head.headers().get(HttpHeaderNames.ORIGIN));
            reply.header(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, READABLE);
        }
    }

    /** On the answer to {@code OPTIONS}. */
    void tellPreflight(HttpRequest head, Reply reply, String methods) {
        if (isListed(head) && head.headers().contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            reply.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
            reply.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, SENDABLE);
            reply.header(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        }
    }

    private boolean isListed(HttpRequest head) {
        String origin = head.headers().get(HttpHeaderNames.ORIGIN);
        return origin != null && listed.test(origin);
    }
}
