// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Closes;
import dev.visemux.relay.ops.RelayError;

/**
 * How a session ended.
 *
 * @param side    who closed or went first
 * @param code    of that close; 1005 where it had none, 1006 where a connection just went
 * @param closing what the client was told
 * @param error   null where a peer closed in order
 */
record SessionEnd(Closes.Side side, int code, Closing closing, RelayError error) {}
