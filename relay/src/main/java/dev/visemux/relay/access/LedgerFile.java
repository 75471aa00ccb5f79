// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One run's file of one day. What was written is on the disk; what failed leaves no trace. One thread. */
final class LedgerFile implements AutoCloseable {
    private final FileChannel channel;
    /** All that stands before is on the disk. */
    private long synced;

    LedgerFile(Path path) throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        synced = channel.size();
    }

    /** Appends and syncs, wholly or not at all. */
    void append(ByteBuffer lines) throws IOException {
        channel.truncate(synced); // half of what failed before may stand there
        long at = synced;
        while (lines.hasRemaining()) {
            at += channel.write(lines, at);
        }
        channel.force(false);
        synced = at;
    }

    /** How many bytes are on the disk for good. */
    long synced() {
        return synced;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            channel.truncate(synced); // what failed last will be written into the next file
        }
    }
}
