// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Token buckets by name: how often something may be done. Any thread; never blocks. */
public interface Buckets {
    /**
     * Takes a token of this name's bucket, which has {@code perMinute} of them.
     *
     * @param caller  runs on the thread that asks; {@code outcome} is called there, once, perhaps before this returns
     * @param outcome is given what became of it; or null, and why that cannot be told
     */
    void take(String name, int perMinute, Executor caller, BiConsumer<Rates.Take, RelayError> outcome);

    /** Those of one relay. */
    static Buckets local() {
        Rates<String> rates = new Rates<>();
        return (name, perMinute, _, outcome) -> outcome.accept(rates.take(name, perMinute), null);
    }
}
