// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The test's thread as the owner of a link: wake-ups of a worker run while it waits for something. */
final class Owner implements Executor {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    void runFor(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (Runnable task = poll(deadline); task != null; task = poll(deadline)) {
            task.run();
        }
    }

    void runUntil(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain");
            }
            runFor(1);
        }
    }

    private Runnable poll(long deadlineNanos) {
        try {
            return tasks.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
