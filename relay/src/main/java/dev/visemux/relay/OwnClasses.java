// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.engine.DspEngine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Every class of ours, loaded before the relay serves. A class that is first needed when no file descriptor is free cannot be
 * read, and Java never tries again: one bad minute would break the sessions of a relay for good.
 */
final class OwnClasses {
    private static final String SUFFIX = ".class";

    private OwnClasses() {}

    static void load() {
        try {
            for (Class<?> one : new Class<?>[] {OwnClasses.class, DspEngine.class}) { // one of each module
                loadBeside(one);
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException("the program's own files cannot be read", e);
        }
    }

    private static void loadBeside(Class<?> one) throws IOException, URISyntaxException, ClassNotFoundException {
        Path place = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(place)) {
            loadIn(place);
            return;
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            loadIn(jar.getPath("/"));
        }
    }

    private static void loadIn(Path root) throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.walk(root.resolve("dev/visemux"))) {
            Iterator<Path> classes = files.filter(file -> file.toString().endsWith(SUFFIX)).iterator();
            while (classes.hasNext()) {
                String name = root.relativize(classes.next()).toString();
                Class.forName(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.').replace('\\', '.'), false,
                        OwnClasses.class.getClassLoader());
            }
        }
    }
}
