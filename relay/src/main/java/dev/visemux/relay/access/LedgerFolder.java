// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.ConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the ledger lies: a file for each day (UTC) and run of a relay, {@code 2026-11-21.0123456789abcdef.jsonl}. No run
 * writes into another's file, so relays may share a folder and a restart has nothing to repair.
 */
record LedgerFolder(Path path) {
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)\\.([0-9a-f]{16})\\.jsonl");

    /** A file of the ledger, and the run of a relay that wrote it. */
    record Page(Path path, LocalDate day, String relay) {}

    /** Makes it where missing; or says why it cannot be written. */
    void prepare() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unusable(e.getMessage());
        }
        if (!Files.isWritable(path)) {
            throw unusable("it cannot be written");
        }
    }

    private ConfigException unusable(String why) {
        return new ConfigException(List.of("ledger.folder: " + path + " cannot keep the ledger (" + why
                + "); name a folder that the relay may write"));
    }

    Path file(LocalDate day, String relay) {
        return path.resolve(day + "." + relay + ".jsonl");
    }

    /** Empty where there is no folder yet. */
    List<Page> pages() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().map(LedgerFolder::page).flatMap(Optional::stream).toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    private static Optional<Page> page(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Optional.of(new Page(file, LocalDate.parse(name.group(1)), name.group(2))) : Optional.empty();
    }

    /** Deletes the days before {@code first}. */
    void forgetBefore(LocalDate first) throws IOException {
        for (Page page : pages()) {
            if (page.day().isBefore(first)) {
                Files.deleteIfExists(page.path());
            }
        }
    }

    /** A new file's name survives a loss of power once its folder is synced. */
    void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(path)) {
            folder.force(true);
        }
    }
}
