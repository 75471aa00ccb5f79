// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** The sessions of one relay. Any thread, no lock. */
public final class LocalPlaces implements Places {
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

    @Override
    public void take(String tenant, int most, Executor caller, BiConsumer<Runnable, RelayError> outcome) {
        AtomicInteger count = open.computeIfAbsent(tenant, _ -> new AtomicInteger());
        if (count.getAndUpdate(now -> now < most ? now + 1 : now) >= most) {
            outcome.accept(null, RelayError.QUOTA_EXCEEDED);
        } else {
            outcome.accept(count::decrementAndGet, null);
        }
    }
}
