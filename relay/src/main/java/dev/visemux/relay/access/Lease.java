// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** One session's place among those that its tenant may have open. Any thread. */
public final class Lease {
    private final Duration longest;
    private final AtomicReference<Runnable> giveBack;

    /** {@code longest}: how long the session may last, null: as long as any. */
    public Lease(Duration longest, Runnable giveBack) {
        this.longest = longest;
        this.giveBack = new AtomicReference<>(giveBack);
    }

    /** How long the session may last, where the relay's own limit is {@code most}. */
    public Duration longest(Duration most) {
        return longest == null || longest.compareTo(most) > 0 ? most : longest;
    }

    /** Gives the place back; again: nothing. */
    public void release() {
        giveBack.getAndSet(() -> { }).run();
    }
}
