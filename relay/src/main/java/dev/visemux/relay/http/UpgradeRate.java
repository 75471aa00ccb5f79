// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

    boolean admits(SocketAddress remote) {
        long now = clock.millis() / 60_000;
        if (minute.getAndSet(now) != now) {
            counts.clear();
        }
        if (!(remote instanceof InetSocketAddress internet) || counts.size() >= MAX_ADDRESSES) {
            return true;
        }
        return counts.computeIfAbsent(internet.getAddress(), _ -> new AtomicInteger()).incrementAndGet() <= perMinute;
    }
}
