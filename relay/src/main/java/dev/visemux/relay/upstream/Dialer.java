// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/** Opens a WebSocket to a vendor. */
public interface Dialer {
    /** Dials {@code ws} or {@code wss} (or {@code http}, {@code https}) on {@code loop}; a closed channel gives up. */
    Channel dial(EventLoop loop, URI uri, HttpHeaders headers, Outcome outcome);

    /** How a dial ended: exactly one of the two, on the event loop. */
    interface Outcome {
        /** The channel is the callee's now, who adds a handler at once: bytes behind the 101 follow this call. */
        void connected(Channel channel);

        void refused(RelayError error);
    }
}
