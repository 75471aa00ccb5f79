// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What happened, in order: written by one thread, read and waited upon by others. */
final class Journal<T> {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<T> entries = new ArrayList<>();

    synchronized void add(T entry) {
        entries.add(entry);
        notifyAll();
    }

    synchronized List<T> entries() {
        return List.copyOf(entries);
    }

    synchronized int size() {
        return entries.size();
    }

    /** The first entry that fits, there already or still to come. */
    T await(Predicate<T> fits) throws InterruptedException {
        return await(0, fits);
    }

    /** The same, passing over the first {@code skipped}. */
    synchronized T await(int skipped, Predicate<T> fits) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int next = skipped;; next++) {
            while (next >= entries.size()) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    throw new IllegalStateException("it did not come within " + PATIENCE + "; last of "
                            + entries.size() + ": " + (entries.isEmpty() ? "nothing" : entries.getLast()));
                }
                wait(leftMillis);
            }
            if (fits.test(entries.get(next))) {
                return entries.get(next);
            }
        }
    }
}
