// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/**
 * Reaches a vendor's WebSocket by an RFC 6455 handshake on the event loop it is given. Any event loop may call it. It
 * owns a channel until it hands it over.
 */
public final class UpstreamConnector implements Dialer {
    private final Sockets sockets;

    public UpstreamConnector(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Channel dial(EventLoop loop, URI uri, HttpHeaders headers, Outcome outcome) {
        return sockets.open(loop, new ClientHandshake(uri, headers, sockets.timeoutMillis(), outcome));
    }
}
