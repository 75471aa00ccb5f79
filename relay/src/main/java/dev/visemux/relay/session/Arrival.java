// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import java.net.InetAddress;

/**
 * How a client came; all of it but {@code traceparent} may be logged.
 *
 * @param session   its session's name
 * @param requestId of its upgrade: the client's own X-Request-Id where it sent one
 * @param address   its own, as trusted proxies tell it; null where that is not known
 * @param door      the path that it came to, without its query
 * @param traceparent what it calls its trace, as it came; null where it does not, or twice
 */
record Arrival(String session, String requestId, InetAddress address, String door, String traceparent) {}
