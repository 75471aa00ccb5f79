// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Remembers which tokens were used, for as long as they could be used again. Any thread; never blocks. */
public interface SingleUse {
    /**
     * Takes a token for used, and tells whether this was the first time.
     *
     * @param caller  runs on the thread that asks; {@code verdict} is called there, perhaps before this returns
     * @param verdict is given null by the first call with this {@code jti}, {@code token_consumed} by every other; or why
     *                that cannot be told
     */
    void consume(String jti, Instant expiresAt, Executor caller, Consumer<RelayError> verdict);
}
