// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.util.concurrent.EventExecutor;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tells the waiting splicers of one event loop the time: one periodic task for all of them, none while nobody waits.
 * A timer for each held frame would be an allocation a frame. Event loop only.
 */
final class HoldClock {
    private static final int TICKS_PER_HOLD = 10;
    private static final long MIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Somebody will wait again soon: the task stays for so many idle ticks. */
    private static final int PATIENCE = 100;

    private final EventExecutor loop;
    private final long tickNanos;
    private Splicer[] waiting = new Splicer[16];
    private int count;
    private int idle;
    private Future<?> ticking;

    HoldClock(EventExecutor loop, long holdNanos) {
        this.loop = loop;
        tickNanos = Math.max(holdNanos / TICKS_PER_HOLD, MIN_TICK_NANOS);
    }

    long nowNanos() {
        return loop.ticker().nanoTime();
    }

    /** {@link Splicer#tick} is called from now on until it returns false. */
    void add(Splicer splicer) {
        if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * count);
        }
        waiting[count++] = splicer;
        if (ticking == null) {
            idle = 0;
            ticking = loop.scheduleAtFixedRate(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void tick() {
        long nextTick = nowNanos() + tickNanos;
        for (int i = count - 1; i >= 0; i--) {
            if (!waiting[i].tick(nextTick)) {
                waiting[i] = waiting[--count];
                waiting[count] = null;
            }
        }
        idle = count > 0 ? 0 : idle + 1;
        if (idle > PATIENCE) {
            ticking.cancel(false);
            ticking = null;
        }
    }
}
