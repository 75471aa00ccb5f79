// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.concurrent.atomic.AtomicReference;

/** Where the process stands; it only ever moves forward. Any thread. */
public final class Lifecycle {
    /** STARTING: models load and warm up. DRAINING: what is open may end, nothing new begins. */
    public enum State { STARTING, READY, DRAINING, STOPPED }

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

    public State state() {
        return state.get();
    }

    public boolean isReady() {
        return state.get() == State.READY;
    }

    public boolean isDraining() {
        return state.get().compareTo(State.DRAINING) >= 0;
    }

    /** False where it stands there, or further, already. */
    public boolean advance(State next) {
        return state.getAndUpdate(now -> now.compareTo(next) < 0 ? next : now).compareTo(next) < 0;
    }
}
