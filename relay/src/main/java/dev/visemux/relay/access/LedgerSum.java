// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The sum of one file of the ledger, as far as it was read. A line counts once it has its end, its CRC holds and its
 * sequence is above the last one's: no line counts twice, a torn one not at all.
 */
final class LedgerSum {
    /** No line of ours is nearly as long. */
    private static final int MAX_LINE_BYTES = 4096;

    private final Path path;
    private final Map<Account, Usage> usage = new HashMap<>();
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private long readBytes;
    private long lastSequence;
    private long damaged;

    LedgerSum(Path path) {
        this.path = path;
    }

    Map<Account, Usage> usage() {
        return usage;
    }

    long damaged() {
        return damaged;
    }

    /** Adds the lines that have come since. */
    void readOn() throws IOException {
        long size = Files.size(path);
        if (size == readBytes) {
            return;
        }
        if (size < readBytes) { // lines that the disk refused to keep are written anew
            beginAnew();
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            in.skipNBytes(readBytes);
            long length = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line[(int) Math.min(length++, MAX_LINE_BYTES - 1)] = (byte) next;
                    continue;
                }
                take((int) Math.min(length, MAX_LINE_BYTES));
                readBytes += length + 1;
                length = 0;
            }
        }
    }

    private void beginAnew() {
        usage.clear();
        readBytes = 0;
        lastSequence = 0;
        damaged = 0;
    }

    private void take(int length) {
        LedgerLine read = LedgerLine.parse(line, length);
        if (read == null) {
            damaged++;
        } else if (read.sequence() > lastSequence) {
            lastSequence = read.sequence();
            usage.merge(read.account(), read.usage(), Usage::plus);
        }
    }
}
