// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Counts the sessions that tenants have open. Any thread; never blocks. */
public interface Places {
    /**
     * Takes a place for one more session.
     *
     * @param most    how many the tenant may have
     * @param caller  runs on the thread that asks; {@code outcome} is called there, once, perhaps before this returns
     * @param outcome is given what gives the place back, to be run once on any thread; or null, and {@code quota_exceeded} or why
     *                that cannot be told
     */
    void take(String tenant, int most, Executor caller, BiConsumer<Runnable, RelayError> outcome);
}
