// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What tenants may do at the WebSocket doors. Any thread; never blocks. */
public final class Quota {
    private final Function<String, Optional<Tenant>> tenants;
    private final MonthlySpeech speech;
    private final Places places;
    private final Buckets upgrades;

    /** {@code tenants}: by name. */
    public Quota(Function<String, Optional<Tenant>> tenants, MonthlySpeech speech, Memory memory) {
        this.tenants = tenants;
        this.speech = speech;
        places = memory.places();
        upgrades = memory.buckets();
    }

    /**
     * A place for one session; or {@code forbidden} where the tenant is gone or disabled since the token was made, or does not
     * list the page's origin, {@code rate_limited} where this address comes too often, {@code quota_exceeded} where too many
     * sessions are open or the month's speech is spent, {@code store_unavailable} where that cannot be told.
     *
     * @param client  null where it is not known; then it is not counted
     * @param origin  of the page; null where it is none
     * @param caller  runs on the thread that asks; {@code outcome} is called there, once, perhaps before this returns
     * @param outcome is given the lease, or null and what is wrong
     */
    public void admit(String name, InetAddress client, String origin, Executor caller, BiConsumer<Lease, RelayError> outcome) {
        Tenant tenant = tenants.apply(name).filter(Tenant::enabled).orElse(null);
        if (tenant == null || !tenant.admits(origin)) {
            outcome.accept(null, RelayError.FORBIDDEN);
            return;
        }
        int perMinute = tenant.limits().upgradesPerMinute();
        if (client == null || perMinute == 0) {
            lease(tenant, caller, outcome);
            return;
        }
        upgrades.take("upgrade:" + name + ":" + client.getHostAddress(), perMinute, caller, (take, error) -> {
            if (error != null || !take.admitted()) {
                outcome.accept(null, error != null ? error : RelayError.RATE_LIMITED);
            } else {
                lease(tenant, caller, outcome);
            }
        });
    }

    private void lease(Tenant tenant, Executor caller, BiConsumer<Lease, RelayError> outcome) {
        TenantLimits limits = tenant.limits();
        if (speech.isSpent(tenant.name(), limits)) {
            outcome.accept(null, RelayError.QUOTA_EXCEEDED);
            return;
        }
        int most = limits.concurrentSessions() > 0 ? limits.concurrentSessions() : Integer.MAX_VALUE;
        Duration longest = limits.sessionMinutes() > 0 ? Duration.ofMinutes(limits.sessionMinutes()) : null;
        places.take(tenant.name(), most, caller, (giveBack, error) -> outcome.accept(
                error == null ? new Lease(longest, () -> speech.isSpent(tenant.name(), limits), giveBack) : null, error));
    }
}
