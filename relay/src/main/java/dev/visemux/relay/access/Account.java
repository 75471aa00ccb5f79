// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.Comparator;

/** What usage is counted by: whose it is, and at which vendor. */
public record Account(String tenant, String provider) implements Comparable<Account> {
    /** In the place of a vendor: recorded speech, {@code POST /v1/visemes}. */
    public static final String RECORDED = "recorded";

    private static final Comparator<Account> ORDER = Comparator.comparing(Account::tenant).thenComparing(Account::provider);

    @Override
    public int compareTo(Account other) {
        return ORDER.compare(this, other);
    }
}
