// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import java.time.Duration;

/**
 * Both ways to a vendor, and how long it may take to stand before it. Any event loop.
 *
 * @param limit for everything before a session, its REST request and its handshake together
 */
public record Vendors(Dialer dialer, Asker asker, Duration limit) {
    public static Vendors through(Sockets sockets) {
        return new Vendors(new UpstreamConnector(sockets), new UpstreamHttp(sockets), Duration.ofMillis(sockets.timeoutMillis()));
    }
}
