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
 * sequence is above the last one's: no line counts twice, a torn one not at all. One thread.
 */
final class LedgerSum {
    private static final int PIECE_BYTES = 1 << 16;

    private final Path path;
    private final Map<Account, Usage> usage = new HashMap<>();
    private long readBytes;
    private long lastSequence;
    /** Lines up to this one are not ours to add up. */
    private long base;
    private long damaged;
    /** The line that is being read fits no piece. */
    private boolean tooLong;

    LedgerSum(Path path) {
        this.path = path;
    }

    /** The sum of what comes behind this line. It does not read a file all of whose lines come before. */
    static LedgerSum behind(Path path, long sequence) throws IOException {
        LedgerSum end = new LedgerSum(path);
        end.readBytes = Math.max(0, Files.size(path) - PIECE_BYTES); // amid a line, which then is none
        end.readOn(Long.MAX_VALUE);
        LedgerSum sum = new LedgerSum(path);
        sum.base = sequence;
        sum.lastSequence = sequence;
        sum.readBytes = end.lastSequence > 0 && end.lastSequence <= sequence ? end.readBytes : 0;
        return sum;
    }

    Map<Account, Usage> usage() {
        return usage;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** Begins anew behind what was read. */
    void taken() {
        usage.clear();
        base = lastSequence;
    }

    long damaged() {
        return damaged;
    }

    /** Adds the lines that have come since, of the first {@code most} bytes. */
    void readOn(long most) throws IOException {
        long size = Math.min(Files.size(path), most);
        if (size == readBytes) {
            return;
        }
        if (size < readBytes) { // lines that the disk refused to keep are written anew
            beginAnew();
        }
        try (InputStream in = Files.newInputStream(path)) {
            in.skipNBytes(readBytes);
            read(in, size - readBytes);
        }
    }

    private void read(InputStream in, long most) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        int kept = 0; // of a line whose end comes with the next piece
        long toRead = most;
        for (int count = next(in, piece, 0, toRead); count > 0; count = next(in, piece, kept, toRead)) {
            toRead -= count;
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

    private static int next(InputStream in, byte[] piece, int from, long most) throws IOException {
        return in.read(piece, from, (int) Math.min(piece.length - from, most));
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
        lastSequence = base;
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
