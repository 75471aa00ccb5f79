// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.URI;

/**
 * Asks a vendor's REST service: one connection, one request, one answer of at most {@link #MAX_BODY_BYTES}, on the event
 * loop it is given and never waiting there. Redirects are not followed. Any event loop may call it.
 */
public final class UpstreamHttp implements Asker {
    /** A signed URL or a token takes a few hundred bytes. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private final Sockets sockets;

    public UpstreamHttp(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Channel ask(EventLoop loop, HttpMethod method, URI uri, HttpHeaders headers, String body, Outcome outcome) {
        return sockets.open(loop, new RestRequest(method, uri, headers, body, sockets.timeoutMillis(), outcome),
                new HttpObjectAggregator(MAX_BODY_BYTES));
    }
}
