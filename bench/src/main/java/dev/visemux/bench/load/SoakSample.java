// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.util.Locale;

/** The relay's process at one moment of a soak, and what its clients had seen by then. */
record SoakSample(long second, Usage usage, JvmMemory memory, ClientTally clients) {
    static SoakSample take(long second, long pid, Crowd crowd) throws IOException, InterruptedException {
        return new SoakSample(second, Usage.of(pid), JvmMemory.afterGc(pid), crowd.tally());
    }

    double heapMib() {
        return mib(memory.heapBytes());
    }

    double directMib() {
        return mib(memory.directBytes());
    }

    double rssMib() {
        return mib(usage.rssBytes());
    }

    private static double mib(long bytes) {
        return bytes / 1048576.0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "%5d s  open %d  sessions %,d  messages %,d  decorated %.2f %%  heap %.0f MiB  direct %.1f  rss %.0f  fds %d  "
                        + "threads %d  faults %d  failures %d",
                second, clients.open, clients.started, clients.received + clients.sent,
                100.0 * clients.decorated / Math.max(1, clients.audio), heapMib(), directMib(), rssMib(),
                usage.fileDescriptors(), usage.threads(), clients.faults.sum(), clients.failed());
    }
}
