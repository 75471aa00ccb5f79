// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;

/** Counts for one session and, with the same call, for the whole relay. The session's event loop only. */
final class SessionCounts {
    private static final int COUNTERS = Counter.values().length;

    private final Metrics metrics;
    private final long[] own = new long[COUNTERS];

    SessionCounts(Metrics metrics) {
        this.metrics = metrics;
    }

    void count(Counter counter) {
        add(counter, 1);
    }

    void add(Counter counter, long amount) {
        own[counter.ordinal()] += amount;
        metrics.add(counter, amount);
    }

    /** Of this session. */
    long of(Counter counter) {
        return own[counter.ordinal()];
    }
}
