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
    private static final int OVERHEAD_SECONDS = 3; // to end a round

    /** Roughly. */
    int minutes() {
        int round = rampSeconds + seconds + OVERHEAD_SECONDS;
        int all = contenders.size() * round * ((sessions.size() + 1) * rounds + 1) + (idle > 0 ? contenders.size() * 12 : 0)
                + stallSeconds + 40;
        return Math.max(1, Math.round(all / 60f));
    }
}
