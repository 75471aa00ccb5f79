// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.function.LongSupplier;

/**
 * Counts what one account uses on one event loop. That loop only: adding is one addition to a field, without lock or
 * allocation.
 */
public final class Tally {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private int open;
    /** Of open sessions together; whole milliseconds leave it when they are handed over. */
    private long sessionNanos;
    private long countedUntilNanos;
    private long sessions;
    private long audioMillis;
    private long speechMillis;
    private long messages;
    private long bytes;

    Tally(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        countedUntilNanos = nanoTime.getAsLong();
    }

    public void sessionBegins() {
        passTime();
        open++;
        sessions++;
    }

    public void sessionEnds() {
        passTime();
        open--;
    }

    /** A recording that has samples; how long it takes is nobody's business. */
    public void recording() {
        sessions++;
    }

    public void audio(long millis) {
        audioMillis += millis;
    }

    public void speech(long millis) {
        speechMillis += millis;
    }

    public void message() {
        messages++;
    }

    public void bytes(long count) {
        bytes += count;
    }

    /** What was counted since {@link #clear}, up to this moment. */
    Usage counted() {
        passTime();
        return new Usage(sessions, sessionNanos / NANOS_PER_MILLI, audioMillis, speechMillis, messages, bytes);
    }

    /** Begins anew, in the same moment as {@link #counted}; what is less than a millisecond is kept. */
    void clear() {
        sessions = 0;
        sessionNanos %= NANOS_PER_MILLI;
        audioMillis = 0;
        speechMillis = 0;
        messages = 0;
        bytes = 0;
    }

    private void passTime() {
        long now = nanoTime.getAsLong();
        sessionNanos += open * (now - countedUntilNanos);
        countedUntilNanos = now;
    }
}
