// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The test's thread in the role of an event loop: wake-ups run while it waits for something. */
final class Owner implements Executor {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private int wakeUps;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int wakeUps() {
        return wakeUps;
    }

    void runUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            try {
                Runnable task = tasks.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (task == null) {
                    throw new AssertionError("waited in vain");
                }
                wakeUps++;
                task.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
