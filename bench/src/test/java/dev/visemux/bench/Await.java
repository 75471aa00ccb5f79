// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Waits for conditions that nobody announces. */
final class Await {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int STILL_STEPS = 60;

    private Await() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        for (long end = System.nanoTime() + Journal.PATIENCE.toNanos(); !condition.call();) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** The value once it has not moved for 300 ms. */
    static long untilStill(LongSupplier value) throws Exception {
        long[] last = {value.getAsLong(), 0};
        until("it stands still", () -> {
            long now = value.getAsLong();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            return last[1] == STILL_STEPS;
        });
        return last[0];
    }
}
