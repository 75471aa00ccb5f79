// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.concurrent.atomic.AtomicLong;

/** Whether a thread gets on with its work, told without a look at a clock: one thread beats, another one looks. */
final class Pulse {
    private final AtomicLong beats = new AtomicLong();
    private volatile boolean resting;

    /** A round of work begins. */
    void beat() {
        beats.lazySet(beats.getPlain() + 1);
    }

    /** There is nothing to do, and no beat either. */
    void rest(boolean resting) {
        this.resting = resting;
    }

    long beats() {
        return beats.get();
    }

    boolean isResting() {
        return resting;
    }
}
