// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Days that usage is asked of, in UTC, both included. */
public record UsagePeriod(LocalDate from, LocalDate to) {
    private static final int MAX_DAYS = 400;

    /**
     * As somebody has written it; null: {@code to} is today, {@code from} the first of its month. Throws
     * IllegalArgumentException with a sentence that names what is wrong.
     */
    public static UsagePeriod of(String from, String to, Instant now) {
        LocalDate last = to == null ? now.atZone(ZoneOffset.UTC).toLocalDate() : date("to", to);
        LocalDate first = from == null ? last.withDayOfMonth(1) : date("from", from);
        if (first.isAfter(last)) {
            throw new IllegalArgumentException("from (" + first + ") is after to (" + last + ")");
        }
        if (ChronoUnit.DAYS.between(first, last) >= MAX_DAYS) {
            throw new IllegalArgumentException(
                    "from " + first + " to " + last + " is longer than " + MAX_DAYS + " days; ask for less at a time");
        }
        return new UsagePeriod(first, last);
    }

    private static LocalDate date(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(name + " is not a date such as 2026-11-21");
        }
    }
}
