// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The tallies of one event loop. That loop only, or whoever is left when it has ended. */
public final class Meter {
    private final Map<Account, Tally> tallies = new HashMap<>();
    private final Predicate<Increment> ledger;
    private final LongSupplier nanoTime;

    /**
     * @param ledger   takes an increment, or tells by false that it cannot now; never blocks
     * @param nanoTime of the event loop
     */
    public Meter(Predicate<Increment> ledger, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
    }

    public Tally of(Account account) {
        return tallies.computeIfAbsent(account, _ -> new Tally(nanoTime));
    }

    /** Hands over what was counted since the last time; what the ledger does not take now is counted on. */
    public void handOver() {
        tallies.forEach((account, tally) -> {
            Usage usage = tally.counted();
            if (!usage.equals(Usage.NONE) && ledger.test(new Increment(account, usage))) {
                tally.clear();
            }
        });
    }
}
