// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/**
 * Makes a thread stand still between two rounds of its work. One thread turns it, one obeys; each round counts as seen
 * only when it began after the turn.
 */
final class PauseSwitch {
    /** Odd: stand still. */
    private volatile int turns;
    private volatile int seen;

    /** True if that changes anything. */
    boolean turn(boolean toPause) {
        boolean changes = isPause(turns) != toPause;
        turns = changes ? turns + 1 : turns;
        return changes;
    }

    /** Whether the last turn has been obeyed. */
    boolean isObeyed() {
        return seen == turns;
    }

    /** The obeying thread's, before each round: whether to stand still. */
    boolean obey() {
        int now = turns;
        seen = now;
        return isPause(now);
    }

    private static boolean isPause(int turns) {
        return (turns & 1) == 1;
    }
}
