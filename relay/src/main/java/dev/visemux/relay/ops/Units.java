// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as operators write them: "50ms", "10m", "16MiB". Never a bare number whose unit is a guess. */
final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]+)");

    private Units() {}

    static Duration duration(String text) {
        Matcher parts = parts(text, "a duration such as 50ms, 10s, 5m or 1h");
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException("has no unit of time; the units are ms, s, m and h");
        };
    }

    static long size(String text) {
        Matcher parts = parts(text, "a size such as 512B, 16KiB, 32MiB or 1GiB");
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "B" -> amount;
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            default -> throw new IllegalArgumentException("has no unit of size; the units are B, KiB, MiB and GiB");
        };
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis == 0 ? "0s"
                : millis % 3_600_000 == 0 ? millis / 3_600_000 + "h"
                : millis % 60_000 == 0 ? millis / 60_000 + "m"
                : millis % 1000 == 0 ? millis / 1000 + "s"
                : millis + "ms";
    }

    static String size(long bytes) {
        int shift = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, 3);
        return (bytes >> 10 * shift) + new String[] {"B", "KiB", "MiB", "GiB"}[shift];
    }

    private static Matcher parts(String text, String what) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not " + what);
        }
        return matcher;
    }
}
