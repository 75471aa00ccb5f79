// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Runs things at their millisecond, thousands of them at the cost of one clock: a ring of lists, as Varghese and Lauck
 * describe. Everything on its event loop.
 */
final class TimerWheel {
    static final long TICK_NANOS = 1_000_000;
    private static final int SLOTS = 2048;

    /** Runs once for each time that it is set; setting it again moves it. */
    static final class Timer {
        private final Runnable action;
        private Timer previous;
        private Timer next;
        private long tick;

        Timer(Runnable action) {
            this.action = action;
        }

        void cancel() {
            if (previous != null) {
                previous.next = next;
                next.previous = previous;
                previous = null;
                next = null;
            }
        }
    }

    private final Timer[] slots = new Timer[SLOTS]; // heads of circular lists
    private long tick;

    private final EventLoop loop;

    private TimerWheel(EventLoop loop) {
        this.loop = loop;
        for (int i = 0; i < SLOTS; i++) {
            Timer head = new Timer(null);
            head.next = head;
            head.previous = head;
            slots[i] = head;
        }
    }

    static TimerWheel on(EventLoop loop) {
        TimerWheel wheel = new TimerWheel(loop);
        wheel.tick = System.nanoTime() / TICK_NANOS;
        loop.execute(wheel::turn);
        return wheel;
    }

    /** The next whole millisecond at or after {@code nanos} of System.nanoTime: what is due then is not late by itself. */
    static long whole(long nanos) {
        return (nanos + TICK_NANOS - 1) / TICK_NANOS * TICK_NANOS;
    }

    void set(Timer timer, long nanos) {
        timer.cancel();
        timer.tick = Math.max(whole(nanos) / TICK_NANOS, tick + 1);
        Timer head = slots[(int) (timer.tick % SLOTS)];
        timer.previous = head.previous;
        timer.next = head;
        head.previous.next = timer;
        head.previous = timer;
    }

    private void turn() {
        for (long now = System.nanoTime() / TICK_NANOS; tick < now;) {
            tick++;
            Timer head = slots[(int) (tick % SLOTS)];
            for (Timer due = due(head); due != null; due = due(head)) {
                due.cancel();
                due.action.run();
            }
        }
        loop.schedule(this::turn, TICK_NANOS - System.nanoTime() % TICK_NANOS, TimeUnit.NANOSECONDS); // a rate would drift
    }

    /** Found anew each time: what runs may set and cancel any other. */
    private Timer due(Timer head) {
        for (Timer timer = head.next; timer != head; timer = timer.next) {
            if (timer.tick == tick) {
                return timer;
            }
        }
        return null;
    }
}
