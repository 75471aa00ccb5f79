// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.concurrent.atomic.AtomicLongArray;

/** Sessions that ended, by who ended them and the close code (RFC 6455, section 7.4). Any thread. */
public final class Closes {
    /** Who closed, or went, first. */
    public enum Side { CLIENT, UPSTREAM, RELAY }

    private static final int FIRST = 1000;
    private static final int KNOWN = 15;
    /** Known codes, those of libraries, those of applications, and what is none of them. */
    static final int CODES = KNOWN + 3;

    private final AtomicLongArray cells = new AtomicLongArray(Side.values().length * CODES);

    Closes() {}

    public void count(Side side, int code) {
        cells.incrementAndGet(side.ordinal() * CODES + place(code));
    }

    public long value(Side side, int code) {
        return at(side, place(code));
    }

    long at(Side side, int place) {
        return cells.get(side.ordinal() * CODES + place);
    }

    /** The label of the codes that are counted at one place. */
    static String label(int place) {
        return switch (place - KNOWN) {
            case 0 -> "3xxx";
            case 1 -> "4xxx";
            case 2 -> "other";
            default -> Integer.toString(FIRST + place);
        };
    }

    private static int place(int code) {
        if (code >= FIRST && code < FIRST + KNOWN) {
            return code - FIRST;
        }
        return KNOWN + switch (code / FIRST) {
            case 3 -> 0;
            case 4 -> 1;
            default -> 2;
        };
    }
}
