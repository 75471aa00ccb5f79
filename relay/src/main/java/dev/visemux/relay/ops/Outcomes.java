// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How attempts of one kind ended. Any thread. */
public final class Outcomes {
    private final LongAdder accepted = new LongAdder();
    private final Map<RelayError, LongAdder> refused = new EnumMap<>(RelayError.class);

    Outcomes() {
        for (RelayError error : RelayError.values()) {
            refused.put(error, new LongAdder());
        }
    }

    public void accepted() {
        accepted.increment();
    }

    public void refused(RelayError error) {
        refused.get(error).increment();
    }

    public long acceptedSoFar() {
        return accepted.sum();
    }

    public long refusedSoFar(RelayError error) {
        return refused.get(error).sum();
    }
}
