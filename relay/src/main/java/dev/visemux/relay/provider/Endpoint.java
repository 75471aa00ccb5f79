// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/** Where a vendor's WebSocket is and what its handshake must say. It holds the vendor's secret: never log it. */
public record Endpoint(URI uri, HttpHeaders headers) implements Approach {
    @Override
    public String toString() {
        return "Endpoint[" + uri.getHost() + "]";
    }
}
