// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Token buckets by name. A rested bucket holds a minute's tokens, and they come back evenly. It is kept as the one moment at
 * which it is full again (the generic cell rate algorithm, ITU-T I.371), so there is no timer. Any thread, no lock. Memory is
 * bounded: full buckets are forgotten, and where there are none to forget, a new name is let through.
 */
public final class Rates<K> {
    private static final int MAX_NAMES = 100_000;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * What became of one try.
     *
     * @param remaining    tokens left
     * @param resetSeconds until the bucket is full
     * @param retrySeconds until there is a token; 0 where one was taken
     */
    public record Take(int perMinute, int remaining, long resetSeconds, long retrySeconds) {
        public boolean admitted() {
            return retrySeconds == 0;
        }

        /** {@code after}: nanoseconds until the bucket is full if the token is taken; {@code interval}: from token to token. */
        static Take of(int perMinute, long after, long interval) {
            return after > interval * perMinute
                    ? new Take(perMinute, 0, seconds(after - interval), Math.max(1, seconds(after - interval * perMinute)))
                    : new Take(perMinute, (int) (perMinute - (after + interval - 1) / interval), seconds(after), 0);
        }
    }

    private final Map<K, AtomicLong> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong swept = new AtomicLong();
    private final LongSupplier nanoTime;
    private final int maxNames;

    public Rates() {
        this(System::nanoTime, MAX_NAMES);
    }

    Rates(LongSupplier nanoTime, int maxNames) {
        this.nanoTime = nanoTime;
        this.maxNames = maxNames;
    }

    /** Takes a token of this name's bucket, which has {@code perMinute} of them. */
    public Take take(K name, int perMinute) {
        long now = nanoTime.getAsLong();
        long interval = MINUTE_NANOS / perMinute;
        AtomicLong bucket = bucket(name, now);
        if (bucket == null) {
            return new Take(perMinute, perMinute - 1, 1, 0);
        }
        while (true) {
            long full = bucket.get();
            long after = Math.max(full - now, 0) + interval; // how long it would take to fill then
            if (after > interval * perMinute || bucket.compareAndSet(full, now + after)) {
                return Take.of(perMinute, after, interval);
            }
        }
    }

    /** Null where there is no room. */
    private AtomicLong bucket(K name, long now) {
        AtomicLong known = fullAt.get(name);
        if (known != null) {
            return known;
        }
        if (fullAt.size() >= maxNames && !sweep(now)) {
            return null;
        }
        return fullAt.computeIfAbsent(name, _ -> new AtomicLong(now));
    }

    /** Once a second at most: it looks at every bucket. */
    private boolean sweep(long now) {
        long last = swept.get();
        if (last != 0 && now - last < TimeUnit.SECONDS.toNanos(1) || !swept.compareAndSet(last, now)) {
            return false;
        }
        fullAt.values().removeIf(full -> full.get() - now <= 0);
        return fullAt.size() < maxNames;
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
}
