// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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
    public void consume(String jti, Instant expiresAt, Executor caller, Consumer<RelayError> verdict) {
        verdict.accept(consume(jti, expiresAt));
    }

    private RelayError consume(String jti, Instant expiresAt) {
        forgetExpired();
        Set<String> sameMinute = byMinute.computeIfAbsent(minute(expiresAt), _ -> ConcurrentHashMap.newKeySet());
        if (sameMinute.contains(jti)) {
            return RelayError.TOKEN_CONSUMED;
        }
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return RelayError.OVERLOADED;
        }
        if (sameMinute.add(jti)) {
            return null;
        }
        size.decrementAndGet();
        return RelayError.TOKEN_CONSUMED;
    }

    /**
     * One minute late: a token opens beyond its end by {@code tokens.clock_skew}, 30 s at most, and a thread that saw it open may
     * still be on its way here.
     */
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
