// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Upgrades of each address in the running minute. Any thread. Its memory is bounded: what does not fit is let in. */
public final class UpgradeRate {
    private static final int MAX_ADDRESSES = 100_000;
    private final Map<InetAddress, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicLong minute = new AtomicLong();
    private final int perMinute;
    private final InstantSource clock;

    public UpgradeRate(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** {@code client}: null where it is not known; then nothing is counted. */
    boolean admits(InetAddress client) {
        long now = clock.millis() / 60_000;
        if (minute.getAndSet(now) != now) {
            counts.clear();
        }
        if (client == null || counts.size() >= MAX_ADDRESSES) {
            return true;
        }
        return counts.computeIfAbsent(client, _ -> new AtomicInteger()).incrementAndGet() <= perMinute;
    }
}
