// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

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
    private static final int PIECE_BYTES = 1 << 16;

    private final Path path;
    private final Map<Account, Usage> usage = new HashMap<>();
    private long readBytes;
    private long lastSequence;
    private long damaged;
    /** The line that is being read fits no piece. */
    private boolean tooLong;

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
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(readBytes);
            read(in);
        }
    }

    private void read(InputStream in) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        int kept = 0; // of a line whose end comes with the next piece
        for (int count = in.read(piece); count > 0; count = in.read(piece, kept, piece.length - kept)) {
            int end = kept + count;
            int left = takeLines(piece, kept, end);
            if (left == 0 && end == piece.length) { // no line of ours is nearly as long
                tooLong = true;
                left = end;
            }
            readBytes += left;
            kept = end - left;
            System.arraycopy(piece, left, piece, 0, kept);
        }
    }

    /** Takes the lines that end from {@code from} on; returns where the last one did. */
    private int takeLines(byte[] piece, int from, int end) {
        int begin = 0;
        for (int i = from; i < end; i++) {
            if (piece[i] == '\n') {
                take(tooLong ? null : LedgerLine.parse(piece, begin, i - begin));
                tooLong = false;
                begin = i + 1;
            }
        }
        return begin;
    }

    private void beginAnew() {
        usage.clear();
        readBytes = 0;
        lastSequence = 0;
        damaged = 0;
        tooLong = false;
    }

    private void take(LedgerLine read) {
        if (read == null) {
            damaged++;
        } else if (read.sequence() > lastSequence) {
            lastSequence = read.sequence();
            usage.merge(read.account(), read.usage(), Usage::plus);
        }
    }
}
