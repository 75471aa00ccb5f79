// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * A key as the tenants file has it; the key itself is nowhere.
 *
 * @param sha256  of the key, in lower-case hex
 * @param created as it is written, perhaps null
 * @param expires it opens nothing from then on; null: never
 */
public record TenantKey(Tenant tenant, String sha256, String created, Instant expires) {
    private static final int ID_DIGITS = 8;

    /** Names the key to people: the first digits of its hash, which tell nobody the key. */
    public String id() {
        return sha256.substring(0, ID_DIGITS);
    }

    public boolean hasExpired(Instant now) {
        return expires != null && !now.isBefore(expires);
    }

    /** A moment, or a day, which stands for its first (UTC). Throws IllegalArgumentException with the rest of a sentence. */
    public static Instant time(String text) {
        try {
            return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("is no time; write 2027-01-31 or 2027-01-31T12:00:00Z (UTC)", e);
        }
    }
}
