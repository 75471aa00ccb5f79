// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The networks that can be had, by name. A network belongs to one thread, so each worker loads its own.
 */
public final class VisemeModels {
    private static final String MANIFEST = "manifest.yaml";
    private static final String NETWORK = "model.pt";

    private final Map<String, Supplier<VisemeModel>> loaders;

    private VisemeModels(Map<String, Supplier<VisemeModel>> loaders) {
        this.loaders = loaders;
    }

    /** Every folder that has a manifest is a model; all manifests are read now, networks when they are loaded. */
    public static VisemeModels in(Path folder) {
        Map<String, Supplier<VisemeModel>> loaders = new TreeMap<>();
        for (Path manifestFile : manifests(folder)) {
            Path home = manifestFile.getParent();
            ModelManifest manifest = ModelManifest.read(manifestFile);
            if (!home.endsWith(manifest.name())) {
                throw new ModelException(manifestFile, "name is " + manifest.name() + ", not the folder's");
            }
            loaders.put(manifest.name(), () -> TorchVisemeModel.load(home.resolve(NETWORK), manifest));
        }
        if (loaders.isEmpty()) {
            throw new ModelException(folder, "holds no viseme model (NAME/" + MANIFEST + " and NAME/" + NETWORK + ")");
        }
        return new VisemeModels(loaders);
    }

    /** Networks made by code instead of files. */
    public static VisemeModels of(Map<String, Supplier<VisemeModel>> loaders) {
        return new VisemeModels(new TreeMap<>(loaders));
    }

    public Set<String> names() {
        return loaders.keySet();
    }

    /** One of them alone. */
    public VisemeModels only(String name) {
        return new VisemeModels(Map.of(name, loaders.get(name)));
    }

    /** A fresh one, for the calling thread. */
    public VisemeModel load(String name) {
        return loaders.get(name).get();
    }

    private static List<Path> manifests(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.resolve(MANIFEST)).filter(Files::isRegularFile).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new ModelException(folder, "is not a folder: name the one that holds the viseme models", e);
        } catch (IOException e) {
            throw new ModelException(folder, "cannot be read: " + e, e);
        }
    }
}
