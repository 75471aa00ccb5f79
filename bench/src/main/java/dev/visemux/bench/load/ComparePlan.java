// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is compared, by how much.
 *
 * @param sessions     at the pace of speech: a comparison for each number
 * @param burst        sessions that take all they can get
 * @param idle         sessions in which nobody speaks; 0 leaves it out
 * @param rampSeconds  in which the sessions of a round open
 * @param seconds      that are measured then
 * @param stallSeconds that a stalled reader is watched; 0 leaves out what goes wrong
 * @param settings     of Visemux, over its defaults
 */
record ComparePlan(Set<Contender> contenders, List<Integer> sessions, int burst, int idle, int rampSeconds, int seconds,
        int rounds, int stallSeconds, Map<String, String> settings) {
    private static final int ENDING_SECONDS = 2; // a round
    private static final int IDLE_SECONDS = 12; // a contender
    private static final int STARTING_SECONDS = 40; // all of them, twice

    /** Floods are measured shorter: seconds hold as many messages as minutes of speech. */
    int burstSeconds() {
        return Math.max(1, seconds / 2);
    }

    /** Roughly, the warm-up included. */
    int minutes() {
        int each = (rampSeconds + seconds + ENDING_SECONDS) * (sessions.size() * rounds + 1)
                + (1 + burstSeconds() + ENDING_SECONDS) * rounds + (idle > 0 ? IDLE_SECONDS : 0);
        return Math.max(1, Math.round((contenders.size() * each + stallSeconds + STARTING_SECONDS) / 60f));
    }
}
