// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.HttpRequest;

/** What one vendor's protocol says: how to reach it. No sockets. Any thread. */
public interface Provider {
    /** Where a client that came with {@code handshake} is taken; {@code model} may be null. */
    Endpoint endpoint(String vendorSecret, String model, HttpRequest handshake);

    /** The memory of a new session. */
    Dialogue dialogue();
}
