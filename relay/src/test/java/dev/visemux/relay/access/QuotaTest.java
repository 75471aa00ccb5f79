// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("2001:db8::1");

    private TenantLimits limits = TenantLimits.NONE;
    private boolean enabled = true;
    private final Quota quota = new Quota(name -> name.equals("nobody") ? Optional.empty()
            : Optional.of(new Tenant(name, enabled, null, null, Set.of("https://app.acme.example"), Map.of(), limits)),
            new MonthlySpeech(Instant::now), Memory.local(Instant::now));

    @Test
    void shouldLeaseAsManyPlacesAsTheTenantHas() {
        limits = new TenantLimits(2, 0, 0, 0, 0);
        Lease first = admit("acme", HERE, null);
        admit("acme", null, null);
        expect(RelayError.QUOTA_EXCEEDED, "acme", HERE);
        admit("umbrella", HERE, null);
        first.release();
        first.release();
        admit("acme", HERE, null);
        expect(RelayError.QUOTA_EXCEEDED, "acme", HERE);
        limits = new TenantLimits(3, 0, 0, 0, 0);
        admit("acme", HERE, null);
        limits = new TenantLimits(1, 0, 0, 0, 0);
        expect(RelayError.QUOTA_EXCEEDED, "acme", HERE);
    }

    @Test
    void shouldCountSessionsOfATenantWithoutALimitForTheDayThatItHasOne() {
        Lease early = admit("acme", HERE, null);
        limits = new TenantLimits(1, 0, 0, 0, 0);
        expect(RelayError.QUOTA_EXCEEDED, "acme", HERE);
        early.release();
        admit("acme", HERE, null);
    }

    @Test
    void shouldLeaseNoPlaceTwiceAndLoseNone() {
        limits = new TenantLimits(10, 0, 0, 0, 0);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 2_000; i++) {
                threads.execute(() -> {
                    try {
                        Lease lease = admit("acme", HERE, null);
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        lease.release();
                    } catch (RelayException e) {
                        assertThat(e.error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
                    }
                });
            }
        }
        assertThat(most.get()).isBetween(1, 10);
        for (int i = 0; i < 10; i++) {
            admit("acme", HERE, null);
        }
        expect(RelayError.QUOTA_EXCEEDED, "acme", HERE);
    }

    @Test
    void shouldCountUpgradesByTenantAndAddress() {
        limits = new TenantLimits(0, 0, 2, 0, 0);
        for (InetAddress address : new InetAddress[] {HERE, HERE, THERE, THERE, null, null, null}) {
            admit("acme", address, null);
        }
        expect(RelayError.RATE_LIMITED, "acme", HERE);
        expect(RelayError.RATE_LIMITED, "acme", THERE);
        admit("umbrella", HERE, null);
    }

    @Test
    void shouldLetNobodyInWhoIsGoneOrDisabled() {
        expect(RelayError.FORBIDDEN, "nobody", HERE);
        enabled = false;
        expect(RelayError.FORBIDDEN, "acme", HERE);
    }

    @Test
    void shouldLetInPagesThatTheTenantListsAndWhoIsNoPage() {
        admit("acme", HERE, "https://app.acme.example");
        for (String origin : new String[] {"https://evil.example", "http://app.acme.example", "https://app.acme.example:8443", "null", ""}) {
            assertThatThrownBy(() -> admit("acme", HERE, origin)).hasMessage(RelayError.FORBIDDEN.sentence());
        }
    }

    @Test
    void shouldShortenASessionAndNeverLengthenIt() {
        Duration most = Duration.ofMinutes(65);
        assertThat(admit("acme", HERE, null).longest(most)).isEqualTo(most);
        limits = new TenantLimits(0, 0, 0, 10, 0);
        assertThat(admit("acme", HERE, null).longest(most)).isEqualTo(Duration.ofMinutes(10));
        limits = new TenantLimits(0, 0, 0, 100, 0);
        assertThat(admit("acme", HERE, null).longest(most)).isEqualTo(most);
    }

    private Lease admit(String tenant, InetAddress address, String origin) {
        AtomicReference<Lease> admitted = new AtomicReference<>();
        quota.admit(tenant, address, origin, Runnable::run, (lease, error) -> {
            if (error != null) {
                throw new RelayException(error);
            }
            admitted.set(lease);
        });
        return admitted.get();
    }

    private void expect(RelayError error, String tenant, InetAddress address) {
        assertThatThrownBy(() -> admit(tenant, address, null)).isInstanceOfSatisfying(RelayException.class,
                refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}
