// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import dev.visemux.dsp.viseme.ModelException;
import dev.visemux.dsp.viseme.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Any bytes as a model's manifest.yaml: a manifest, or a refusal that names the file. */
public final class ManifestFuzz {
    private static final Path FILE = file();

    private ManifestFuzz() {}

    public static void fuzzerTestOneInput(byte[] yaml) throws IOException {
        Files.write(FILE, yaml);
        try {
            if (ModelManifest.read(FILE) == null) {
                throw new AssertionError("no manifest and no refusal");
            }
        } catch (ModelException e) {
            if (!e.getMessage().contains(FILE.toString())) {
                throw new AssertionError("refused with " + e.getMessage(), e);
            }
        }
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("manifest", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
