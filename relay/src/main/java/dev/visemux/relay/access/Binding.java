// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Network;
import java.net.InetAddress;

/**
 * Where alone a signed URL opens a session, as the tenant's backend asked: one that leaks elsewhere is worth nothing there.
 *
 * @param origin  of the page, as browsers write it; null: any, and what is no browser
 * @param network that the client's address lies in; null: any
 */
public record Binding(String origin, Network network) {
    public static final Binding NONE = new Binding(null, null);

    /** {@code origin} and {@code client}: null where they are not known, which is nowhere that a URL is bound to. */
    public boolean admits(String origin, InetAddress client) {
        return (this.origin == null || this.origin.equals(origin))
                && (network == null || client != null && network.contains(client));
    }
}
