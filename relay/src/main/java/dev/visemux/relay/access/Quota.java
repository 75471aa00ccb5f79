// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What tenants may do at the WebSocket doors of this relay, and how much of it they are doing. Any thread, no lock. */
public final class Quota {
    private record Visitor(String tenant, InetAddress address) {}

    private final Function<String, Optional<Tenant>> tenants;
    private final MonthlySpeech speech;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Rates<Visitor> upgrades = new Rates<>();

    /** {@code tenants}: by name. */
    public Quota(Function<String, Optional<Tenant>> tenants, MonthlySpeech speech) {
        this.tenants = tenants;
        this.speech = speech;
    }

    /**
     * A place for one session. Throws {@code forbidden} where the tenant is gone or disabled since the token was made, or does not
     * list the page's origin,
     * {@code rate_limited} where this address comes too often, {@code quota_exceeded} where too many sessions are open or the
     * month's speech is spent.
     *
     * @param client null where it is not known; then it is not counted
     * @param origin of the page; null where it is none
     */
    public Lease admit(String name, InetAddress client, String origin) {
        Tenant tenant = tenants.apply(name).filter(Tenant::enabled).orElseThrow(() -> new RelayException(RelayError.FORBIDDEN));
        tenant.demandOrigin(origin);
        TenantLimits limits = tenant.limits();
        if (client != null && limits.upgradesPerMinute() > 0
                && !upgrades.take(new Visitor(name, client), limits.upgradesPerMinute()).admitted()) {
            throw new RelayException(RelayError.RATE_LIMITED);
        }
        if (speech.isSpent(name, limits)) {
            throw new RelayException(RelayError.QUOTA_EXCEEDED);
        }
        return lease(name, limits);
    }

    private Lease lease(String name, TenantLimits limits) {
        AtomicInteger count = open.computeIfAbsent(name, _ -> new AtomicInteger());
        int most = limits.concurrentSessions() > 0 ? limits.concurrentSessions() : Integer.MAX_VALUE;
        if (count.getAndUpdate(now -> now < most ? now + 1 : now) >= most) {
            throw new RelayException(RelayError.QUOTA_EXCEEDED);
        }
        return new Lease(limits.sessionMinutes() > 0 ? Duration.ofMinutes(limits.sessionMinutes()) : null,
                () -> speech.isSpent(name, limits), count::decrementAndGet);
    }
}
