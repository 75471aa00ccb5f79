// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of one relay: tokens by the minute in which they expire, so that a minute is forgotten whole. Any thread,
 * no lock. It never forgets a token that could still open: when it is full it refuses.
 */
public final class LocalSingleUse implements SingleUse {
    private static final int MAX_TOKENS = 1 << 20;
    private final ConcurrentSkipListMap<Long, Set<String>> byMinute = new ConcurrentSkipListMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final InstantSource clock;
    private final int capacity;

    public LocalSingleUse(InstantSource clock) {
        this(clock, MAX_TOKENS);
    }

    LocalSingleUse(InstantSource clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public boolean consume(String jti, Instant expiresAt) {
        forgetExpired();
        Set<String> sameMinute = byMinute.computeIfAbsent(minute(expiresAt), _ -> ConcurrentHashMap.newKeySet());
        if (sameMinute.contains(jti)) {
            return false;
        }
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            throw new RelayException(RelayError.OVERLOADED);
        }
        boolean first = sameMinute.add(jti);
        if (!first) {
            size.decrementAndGet();
        }
        return first;
    }

    /** One minute late: a thread that saw the token alive may still be on its way here. */
    private void forgetExpired() {
        long oldest = minute(clock.instant()) - 1;
        for (var first = byMinute.firstEntry(); first != null && first.getKey() < oldest; first = byMinute.firstEntry()) {
            if (byMinute.remove(first.getKey()) != null) {
                size.addAndGet(-first.getValue().size());
            }
        }
    }

    private static long minute(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), 60);
    }
}
