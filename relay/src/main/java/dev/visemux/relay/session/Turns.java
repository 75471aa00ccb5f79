// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.provider.AgentFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * The turns of one session: a few are open, some that have ended wait for their last frames to leave, interrupted ones
 * are remembered while there is room. Event loop only.
 */
final class Turns {
    private static final int KEPT_PER_OPEN = 4;

    private final int maxOpen;
    private final LipSyncOptions options;
    private final SessionTrace trace;
    private final List<Turn> turns = new ArrayList<>();

    Turns(int maxOpen, LipSyncOptions options, SessionTrace trace) {
        this.maxOpen = maxOpen;
        this.options = options;
        this.trace = trace;
    }

    /** Null where there is none. */
    Turn find(long key) {
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).is(key)) {
                return turns.get(i);
            }
        }
        return null;
    }

    /** The turn of this audio; null where too many are known. */
    Turn of(AgentFrame audio) {
        Turn turn = find(audio.turn());
        if (turn == null && audio.sole() && !audio.late()) {
            endOpen();
        }
        if (turn == null) {
            turn = slot();
            if (turn != null) {
                turn.begin(audio.turn(), audio.response(), audio.format());
            }
        }
        return turn;
    }

    /** Whether this turn is analysed: so many may be at once. */
    boolean admits(Turn turn) {
        if (turn.speaks() && !turn.open() && open() < maxOpen) {
            turn.admit();
        }
        return turn.open();
    }

    /** It has no more audio, if it is known. */
    void end(long key) {
        Turn turn = find(key);
        if (turn != null) {
            turn.end();
        }
    }

    /** Its turns have no more audio; of one that was interrupted some may come late. */
    void responseEnds(long response, boolean interrupted) {
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (turn.isPartOf(response) && turn.speaks()) {
                if (interrupted) {
                    turn.interrupt();
                } else {
                    turn.end();
                }
            }
        }
    }

    void close() {
        turns.forEach(Turn::close);
    }

    private void endOpen() {
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).speaks()) {
                turns.get(i).end();
            }
        }
    }

    private int open() {
        int open = 0;
        for (int i = 0; i < turns.size(); i++) {
            open += turns.get(i).open() ? 1 : 0;
        }
        return open;
    }

    private Turn slot() {
        Turn spare = null;
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).free()) {
                return turns.get(i);
            }
            spare = spare == null && turns.get(i).spare() ? turns.get(i) : spare;
        }
        if (turns.size() < KEPT_PER_OPEN * maxOpen) {
            turns.add(new Turn(options, trace));
            return turns.getLast();
        }
        return spare;
    }
}
