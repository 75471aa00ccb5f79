// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.SplittableRandom;

/**
 * How sessions come and go.
 *
 * @param shortestMillis of a session's life; 0: it lives until all end
 * @param longestMillis  likewise
 * @param interruptions  share of answers into which the user barges
 */
record Churn(int shortestMillis, int longestMillis, double interruptions) {
    static final Churn NONE = new Churn(0, 0, 0);

    /** How a session ends. */
    enum End {
        /** The vendor hangs up, having said how much it has said and heard. */
        VENDOR_CLOSES,
        CLIENT_CLOSES,
        /** The connection is reset in the middle of a message. */
        CLIENT_RESETS, VENDOR_RESETS
    }

    boolean hasEnd() {
        return longestMillis > 0;
    }

    int lifeMillis(SplittableRandom random) {
        return random.nextInt(shortestMillis, longestMillis + 1);
    }

    /** Half of them leave as one does. */
    End end(SplittableRandom random) {
        int of8 = random.nextInt(8);
        return of8 < 3 ? End.VENDOR_CLOSES : of8 < 5 ? End.CLIENT_CLOSES : of8 < 7 ? End.CLIENT_RESETS : End.VENDOR_RESETS;
    }
}
