// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux says of a process.
 *
 * @param cpuNanos user and system time so far; Linux counts it in hundredths of a second
 * @param rssBytes resident memory
 */
record Usage(long cpuNanos, long rssBytes, int fileDescriptors, int threads) {
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux that runs a JVM
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int THREADS = 17;
    private static final int RSS_PAGES = 21;
    private static final int PAGE_BYTES = 4096;

    static Usage of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" "); // a name may hold anything
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            return new Usage(ticks * NANOS_PER_TICK, Long.parseLong(fields[RSS_PAGES]) * PAGE_BYTES,
                    (int) descriptors.count(), Integer.parseInt(fields[THREADS]));
        }
    }
}
