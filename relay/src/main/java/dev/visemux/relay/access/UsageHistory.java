// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the ledger says, added up by day and account. Any thread but an event loop: it reads files, each line of them
 * once, and keeps their sums.
 */
public final class UsageHistory {
    private final LedgerFolder folder;
    private final Map<Path, LedgerSum> sums = new HashMap<>();

    /** {@code folder}: as {@code ledger.folder}; there need be none yet. */
    public UsageHistory(Path folder) {
        this.folder = new LedgerFolder(folder);
    }

    /** Of these days (UTC), the last one included; those on which nothing was used are left out. */
    public synchronized SortedMap<LocalDate, SortedMap<Account, Usage>> read(LocalDate from, LocalDate to) throws IOException {
        SortedMap<LocalDate, SortedMap<Account, Usage>> days = new TreeMap<>();
        List<LedgerFolder.Page> pages = folder.pages();
        sums.keySet().retainAll(pages.stream().map(LedgerFolder.Page::path).toList());
        for (LedgerFolder.Page page : pages) {
            if (!page.day().isBefore(from) && !page.day().isAfter(to)) {
                sum(page.path()).forEach((account, usage) ->
                        days.computeIfAbsent(page.day(), _ -> new TreeMap<>()).merge(account, usage, Usage::plus));
            }
        }
        return days;
    }

    /** Lines of the files read so far that are not as they were written, and were left out. */
    public synchronized long damagedLines() {
        return sums.values().stream().mapToLong(LedgerSum::damaged).sum();
    }

    private Map<Account, Usage> sum(Path page) throws IOException {
        LedgerSum sum = sums.computeIfAbsent(page, LedgerSum::new);
        try {
            sum.readOn(Long.MAX_VALUE);
        } catch (NoSuchFileException _) { // its time was over just now
            return Map.of();
        }
        return sum.usage();
    }
}
