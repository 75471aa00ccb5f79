// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a file says: read again when it has changed, which every use looks at (one stat), and when told to. Any thread. */
final class WatchedFile<T> {
    /** {@code stamp}: what tells this version of the file from any other. */
    private record Known<T>(T value, List<Object> stamp) {}

    private final Path file;
    private final UnaryOperator<T> read;
    private volatile Known<T> known;

    /** {@code read}: from what was known to what is known now; it says by itself what is wrong with the file. */
    WatchedFile(Path file, T before, UnaryOperator<T> read) {
        this.file = file;
        this.read = read;
        known = new Known<>(before, List.of("never read"));
        current();
    }

    T current() {
        return (stamp().equals(known.stamp) ? known : refresh()).value;
    }

    private synchronized Known<T> refresh() {
        List<Object> stamp = stamp();
        if (!stamp.equals(known.stamp)) {
            known = new Known<>(read.apply(known.value), stamp);
        }
        return known;
    }

    /** Reads the file again though it is the same: what it refers to may not be. */
    synchronized void reload() {
        List<Object> stamp = stamp();
        known = new Known<>(read.apply(known.value), stamp);
    }

    /** An atomic replacement has a new file key even where the clock of the file system is coarse. */
    private List<Object> stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException _) {
            return List.of("missing");
        }
    }
}
