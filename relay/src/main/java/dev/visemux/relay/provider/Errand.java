// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.util.function.Function;

/**
 * A request to a vendor's REST service whose answer says where its WebSocket is. It holds the vendor's secret: never log it.
 *
 * @param body null where there is none
 * @param then reads the body of a 2xx answer; throws a RelayException where it is not as documented
 */
public record Errand(HttpMethod method, URI uri, HttpHeaders headers, String body, Function<String, Endpoint> then)
        implements Approach {
    @Override
    public String toString() {
        return "Errand[" + uri.getHost() + "]";
    }
}
