// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.util.List;

/** What processes have cost by some moment. */
record Expense(long nanos, long cpuNanos, long rssBytes) {
    static Expense of(List<Long> pids) throws IOException {
        long cpu = 0;
        long rss = 0;
        for (long pid : pids) {
            Usage usage = Usage.of(pid);
            cpu += usage.cpuNanos();
            rss += usage.rssBytes();
        }
        return new Expense(System.nanoTime(), cpu, rss);
    }

    /** Since {@code before}; resident memory as it is now. */
    Expense since(Expense before) {
        return new Expense(nanos - before.nanos, cpuNanos - before.cpuNanos, rssBytes);
    }

    /** Of one core. */
    double share() {
        return (double) cpuNanos / nanos;
    }

    double microsEach(long messages) {
        return cpuNanos / 1e3 / Math.max(1, messages);
    }

    double rssMib() {
        return rssBytes / 1048576.0;
    }
}
