// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.TreeSet;

/** One direction of one session: each message once and in its place. */
final class Order {
    private static final int NOBODY = -1;

    private final Faults faults;
    private final TreeSet<Integer> missing = new TreeSet<>();
    private int sender = NOBODY;
    private int next;

    /** @param faults where they are counted */
    Order(Faults faults) {
        this.faults = faults;
    }

    void take(Stamp stamp) {
        if (sender == NOBODY) {
            sender = stamp.session();
        }
        int number = stamp.sequence();
        if (stamp.session() != sender) {
            faults.corrupt++; // it belongs to somebody else
        } else if (number >= next) {
            for (; next < number; next++) {
                missing.add(next);
                faults.lost++;
            }
            next = number + 1;
        } else if (missing.remove(number)) {
            faults.lost--;
            faults.reordered++;
        } else {
            faults.duplicated++;
        }
    }

    /** The sender says how many there were. */
    void close(int sent) {
        faults.lost += Math.max(0, sent - next);
    }

    /** One more than the highest number so far. */
    int reached() {
        return next;
    }
}
