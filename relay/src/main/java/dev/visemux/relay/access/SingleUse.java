// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Instant;

/** Remembers which tokens were used, for as long as they could be used again. Any thread; never blocks. */
public interface SingleUse {
    /** True for the first caller with this {@code jti}, false for every other. */
    boolean consume(String jti, Instant expiresAt);
}
