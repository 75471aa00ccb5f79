// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.handler.codec.http.HttpRequest;

/** What answers at a path. Shared by all channels; called on their event loops. */
@FunctionalInterface
interface Route {
    /** Looks at the head; what it refuses is refused before its body is read. */
    Exchange begin(HttpRequest head, Reply reply);
}
