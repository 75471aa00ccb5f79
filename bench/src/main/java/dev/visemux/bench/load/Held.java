// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.util.List;

/**
 * The memory of a contender's processes.
 *
 * @param rssBytes  resident
 * @param liveBytes of a JVM after a garbage collection: heap and what was allocated beside it; 0 of others
 */
record Held(long rssBytes, long liveBytes) {
    static Held by(List<Long> pids) throws IOException, InterruptedException {
        long live = 0;
        for (long pid : pids) {
            if (JvmMemory.isJvm(pid)) {
                JvmMemory memory = JvmMemory.afterGc(pid);
                live += memory.heapBytes() + Math.max(0, memory.directBytes());
            }
        }
        return new Held(Expense.of(pids).rssBytes(), live);
    }

    Held since(Held before) {
        return new Held(rssBytes - before.rssBytes, liveBytes - before.liveBytes);
    }

    Held most(Held other) {
        return new Held(Math.max(rssBytes, other.rssBytes), Math.max(liveBytes, other.liveBytes));
    }
}
