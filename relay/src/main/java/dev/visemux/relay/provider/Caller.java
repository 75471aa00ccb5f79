// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;

/**
 * Who wants a session with a vendor. It holds the vendor's secret: never log it.
 *
 * @param secret    the tenant's key or ephemeral token at the vendor; null where none is needed
 * @param details   what the tenant asked for, by the names of the vendor's protocol
 * @param handshake the client's request
 */
public record Caller(String secret, Map<String, String> details, HttpRequest handshake) {
    /** The page that the client runs in, or null. */
    public String origin() {
        return handshake.headers().get(HttpHeaderNames.ORIGIN);
    }

    @Override
    public String toString() {
        return "Caller";
    }
}
