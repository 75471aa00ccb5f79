// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Wakes a thread that naps, at most once a nap. Any thread rings; one thread naps. Ringing a thread that is awake costs
 * a fence and a read.
 */
final class Bell {
    private final AtomicReference<Thread> sleeper = new AtomicReference<>();

    /** Call after the work is visible. */
    void ring() {
        VarHandle.fullFence(); // the work is published before the sleeper is looked for; nap() does it crosswise
        Thread thread = sleeper.getPlain();
        if (thread != null && sleeper.compareAndSet(thread, null)) {
            LockSupport.unpark(thread);
        }
    }

    /** Sleeps until rung, interrupted or {@code nanos} have passed, unless there is work. */
    void nap(BooleanSupplier work, long nanos) {
        sleeper.set(Thread.currentThread());
        VarHandle.fullFence();
        if (!work.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        sleeper.set(null);
    }
}
