// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations, counted in fixed buckets. One thread records, plainly, without lock or allocation; any thread reads, perhaps a
 * moment late.
 */
public final class Timings {
    /** What is timed. */
    public enum Kind {
        /** A message with the agent's audio, from the read that ends it until it is handed to the client's connection. */
        AUDIO,
        /** Any other message of a vendor's. */
        OTHER,
        /** A client's message, until it is handed to the vendor's connection. */
        CLIENT,
        /** From the client's handshake until the vendor stands. */
        DIAL
    }

    /** Upper ends of the buckets, in nanoseconds; what is longer has one of its own. */
    private static final long[] ENDS = micros(25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 60_000, 75_000,
            100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000);
    static final int BUCKETS = ENDS.length + 1;
    private static final int SUM = BUCKETS;
    private static final int LONGEST = BUCKETS + 1;
    private static final int WIDTH = BUCKETS + 2;
    private static final int KINDS = Kind.values().length;
    private static final double NANOS_PER_SECOND = 1e9;

    private final AtomicLongArray cells = new AtomicLongArray(KINDS * WIDTH);

    private static long[] micros(long... micros) {
        long[] nanos = micros.clone();
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] *= 1_000;
        }
        return nanos;
    }

    /** {@code count} of them took {@code nanos} each. */
    public void record(Kind kind, long nanos, long count) {
        int from = kind.ordinal() * WIDTH;
        int bucket = 0;
        while (bucket < ENDS.length && nanos > ENDS[bucket]) {
            bucket++;
        }
        add(from + bucket, count);
        add(from + SUM, nanos * count);
        if (nanos > cells.getPlain(from + LONGEST)) {
            cells.lazySet(from + LONGEST, nanos);
        }
    }

    private void add(int cell, long amount) {
        cells.lazySet(cell, cells.getPlain(cell) + amount);
    }

    public long count(Kind kind) {
        long count = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            count += in(kind, bucket);
        }
        return count;
    }

    /** In nanoseconds; 0 where there was none. */
    public long longest(Kind kind) {
        return cells.get(kind.ordinal() * WIDTH + LONGEST);
    }

    /** In nanoseconds, no less than this share of the durations: the end of their bucket; 0 where there was none. */
    public long atMost(Kind kind, double share) {
        long rest = (long) Math.ceil(share * count(kind));
        for (int bucket = 0; bucket < ENDS.length; bucket++) {
            rest -= in(kind, bucket);
            if (rest <= 0) {
                return Math.min(ENDS[bucket], longest(kind));
            }
        }
        return longest(kind);
    }

    long in(Kind kind, int bucket) {
        return cells.get(kind.ordinal() * WIDTH + bucket);
    }

    double seconds(Kind kind) {
        return cells.get(kind.ordinal() * WIDTH + SUM) / NANOS_PER_SECOND;
    }

    static double[] endsInSeconds() {
        double[] ends = new double[BUCKETS];
        for (int i = 0; i < ENDS.length; i++) {
            ends[i] = ENDS[i] / NANOS_PER_SECOND;
        }
        ends[ENDS.length] = Double.POSITIVE_INFINITY;
        return ends;
    }
}
