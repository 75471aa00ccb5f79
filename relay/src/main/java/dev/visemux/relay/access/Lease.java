// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** One session's place among those that its tenant may have open. Any thread. */
public final class Lease {
    private final Duration longest;
    private final BooleanSupplier spent;
    private final AtomicReference<Runnable> giveBack;

    /**
     * @param longest how long the session may last, null: as long as any
     * @param spent   whether its tenant has had all that it may
     */
    public Lease(Duration longest, BooleanSupplier spent, Runnable giveBack) {
        this.longest = longest;
        this.spent = spent;
        this.giveBack = new AtomicReference<>(giveBack);
    }

    /** How long the session may last, where the relay's own limit is {@code most}. */
    public Duration longest(Duration most) {
        return longest == null || longest.compareTo(most) > 0 ? most : longest;
    }

    /** Whether the tenant has had all that it may: then its sessions end. */
    public boolean isSpent() {
        return spent.getAsBoolean();
    }

    /** Gives the place back; again: nothing. */
    public void release() {
        giveBack.getAndSet(() -> { }).run();
    }
}
