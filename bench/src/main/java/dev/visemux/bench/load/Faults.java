// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

/** What must not happen to messages on their way. Written by one thread. */
final class Faults {
    /** Public for Jackson. */
    public long lost;
    public long duplicated;
    public long reordered;
    public long corrupt;

    void add(Faults other) {
        lost += other.lost;
        duplicated += other.duplicated;
        reordered += other.reordered;
        corrupt += other.corrupt;
    }

    long sum() {
        return lost + duplicated + reordered + corrupt;
    }

    @Override
    public String toString() {
        return "lost " + lost + "  duplicated " + duplicated + "  reordered " + reordered + "  corrupt " + corrupt;
    }
}
