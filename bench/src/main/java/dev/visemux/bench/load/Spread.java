// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** What several rounds came to. */
record Spread(double median, double least, double most) {
    static Spread of(DoubleStream rounds) {
        double[] sorted = rounds.sorted().toArray();
        int n = sorted.length;
        if (n == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN);
        }
        return new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }

    /** As {@code 21.3 (20.9 to 22.0)}; the median alone where there was one round. */
    String with(int decimals) {
        String number = "%,." + decimals + "f";
        String all = least == most ? number : number + " (" + number + " to " + number + ")";
        return Double.isNaN(median) ? "" : String.format(Locale.ROOT, all, median, least, most);
    }
}
