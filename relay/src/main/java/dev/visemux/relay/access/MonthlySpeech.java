// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much speech each tenant has had told in this calendar month (UTC): what the ledger said at the start, what this relay
 * has counted since, and what others tell it that all have. Any thread, no lock.
 */
public final class MonthlySpeech {
    private record Month(YearMonth name, Map<String, LongAdder> millis) {
        Month(YearMonth name) {
            this(name, new ConcurrentHashMap<>());
        }

        long millis(String tenant) {
            LongAdder counted = millis.get(tenant);
            return counted == null ? 0 : counted.sum();
        }

        void add(String tenant, long speechMillis) {
            millis.computeIfAbsent(tenant, _ -> new LongAdder()).add(speechMillis);
        }
    }

    private final InstantSource clock;
    private final AtomicReference<Month> current;

    public MonthlySpeech(InstantSource clock) {
        this.clock = clock;
        current = new AtomicReference<>(new Month(thisMonth()));
    }

    /** Adds what the ledger has of this month; once, before anything is counted. It reads files. */
    public void recall(UsageHistory history) throws IOException {
        Month month = month();
        LocalDate last = month.name.atEndOfMonth();
        history.read(month.name.atDay(1), last).values().forEach(day ->
                day.forEach((account, usage) -> month.add(account.tenant(), usage.speechMillis())));
    }

    public void add(Increment increment) {
        month().add(increment.account().tenant(), increment.usage().speechMillis());
    }

    /**
     * Takes note of what all relays together had told of {@code name}, by tenant. What this one has counted in the last seconds
     * is not in it, and is left out for as long.
     */
    void raise(YearMonth name, Map<String, Long> millis) {
        Month month = month();
        if (month.name.equals(name)) {
            millis.forEach((tenant, all) -> month.add(tenant, Math.max(0, all - month.millis(tenant))));
        }
    }

    /** Whether a tenant of these limits has had its hours. */
    public boolean isSpent(String tenant, TenantLimits limits) {
        if (limits.speechHoursPerMonth() == 0) {
            return false;
        }
        return month().millis(tenant) >= Duration.ofHours(limits.speechHoursPerMonth()).toMillis();
    }

    /** When counting begins anew. */
    public Instant end() {
        return thisMonth().plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** From now until {@link #end()}, rounded up. */
    public long secondsLeft() {
        return Duration.between(clock.instant(), end()).toSeconds() + 1;
    }

    private Month month() {
        Month known = current.get();
        YearMonth now = thisMonth();
        if (!now.isAfter(known.name)) {
            return known;
        }
        current.compareAndSet(known, new Month(now));
        return current.get();
    }

    YearMonth thisMonth() {
        return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    }
}
