// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

/** How a vendor's WebSocket is reached: at once, or by asking its REST service first. */
public sealed interface Approach permits Endpoint, Errand {}
