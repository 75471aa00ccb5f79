// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.net.URI;

/** How a vendor's WebSocket is reached: at once, or by asking its REST service first. */
public sealed interface Approach permits Endpoint, Errand {
    /** What is reached first; all that follows is as secret on the wire as this. */
    URI uri();
}
