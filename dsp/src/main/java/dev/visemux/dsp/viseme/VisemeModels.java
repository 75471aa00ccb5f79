// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import dev.visemux.dsp.signal.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The networks that can be had, by name. A network belongs to one thread, so each worker loads its own.
 */
public final class VisemeModels {
    private static final String MANIFEST = "manifest.yaml";
    private static final String NETWORK = "model.pt";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String DEFAULT = "default";

    /**
     * What computes the networks: our own vector kernels, for networks whose weights lie beside them; PyTorch, for any.
     * AUTO takes the kernels where it can: they are faster, and start without unpacking half a gigabyte of libraries.
     */
    public enum Runtime { AUTO, VECTOR, TORCH }

    private final Map<String, Supplier<VisemeModel>> loaders;
    private final Map<String, ModelException> absent;

    private VisemeModels(Map<String, Supplier<VisemeModel>> loaders, Map<String, ModelException> absent) {
        this.loaders = loaders;
        this.absent = absent;
    }

    /** Of {@code folder}, computed by what is best. */
    public static VisemeModels in(Path folder) {
        return in(folder, Runtime.AUTO);
    }

    /** Every folder that has a manifest is a model; all manifests are read now, networks when they are loaded. */
    public static VisemeModels in(Path folder, Runtime runtime) {
        Map<String, Supplier<VisemeModel>> loaders = new TreeMap<>();
        for (Path manifest : manifests(folder)) {
            loaders.put(name(manifest), loader(manifest, runtime));
        }
        return new VisemeModels(loaders, Map.of());
    }

    /** The same, but what cannot be loaded is {@link #absent}; each is tried once, which takes its time. */
    public static VisemeModels usable(Path folder, Runtime runtime) {
        Map<String, Supplier<VisemeModel>> loaders = new TreeMap<>();
        Map<String, ModelException> absent = new TreeMap<>();
        try {
            for (Path manifest : manifests(folder)) {
                tryOut(manifest, runtime, loaders, absent);
            }
        } catch (ModelException e) {
            absent.put(DEFAULT, e);
        }
        return new VisemeModels(loaders, absent);
    }

    private static void tryOut(Path manifest, Runtime runtime, Map<String, Supplier<VisemeModel>> loaders,
            Map<String, ModelException> absent) {
        try {
            Supplier<VisemeModel> loader = loader(manifest, runtime);
            loader.get().close();
            loaders.put(name(manifest), loader);
        } catch (ModelException e) {
            absent.put(name(manifest), e);
        }
    }

    private static String name(Path manifestFile) {
        return manifestFile.getParent().getFileName().toString();
    }

    private static Supplier<VisemeModel> loader(Path manifestFile, Runtime runtime) {
        ModelManifest manifest = ModelManifest.read(manifestFile);
        if (!name(manifestFile).equals(manifest.name())) {
            throw new ModelException(manifestFile, "name is " + manifest.name() + ", not the folder's");
        }
        Path weights = manifestFile.resolveSibling(WEIGHTS);
        boolean ours = runtime == Runtime.VECTOR || runtime == Runtime.AUTO && Kernels.best().areVectors() && Files.exists(weights);
        return ours ? () -> VectorVisemeModel.load(weights, manifest)
                : () -> torch(manifestFile.resolveSibling(NETWORK), manifest);
    }

    /** An installation may do without PyTorch: the tarball of {@code ./run dist} does. */
    private static VisemeModel torch(Path network, ModelManifest manifest) {
        try {
            return TorchVisemeModel.load(network, manifest);
        } catch (NoClassDefFoundError e) {
            throw new ModelException(network, "PyTorch is not part of this installation. Set dsp.runtime to auto or vector, with "
                    + WEIGHTS + " beside the network (dsp/training makes it), or run from a checkout", e);
        }
    }

    /** Networks made by code instead of files. */
    public static VisemeModels of(Map<String, Supplier<VisemeModel>> loaders) {
        return new VisemeModels(new TreeMap<>(loaders), Map.of());
    }

    public Set<String> names() {
        return loaders.keySet();
    }

    /** Those that are known and cannot be had, and why. */
    public Map<String, ModelException> absent() {
        return absent;
    }

    /** Those that can be had and those that cannot. */
    public Set<String> known() {
        Set<String> known = new TreeSet<>(names());
        known.addAll(absent.keySet());
        return known;
    }

    /** One of them alone. */
    public VisemeModels only(String name) {
        return new VisemeModels(Map.of(name, loaders.get(name)), Map.of());
    }

    /** A fresh one, for the calling thread. */
    public VisemeModel load(String name) {
        return loaders.get(name).get();
    }

    private static List<Path> manifests(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> manifests = entries.map(entry -> entry.resolve(MANIFEST)).filter(Files::isRegularFile).sorted().toList();
            if (manifests.isEmpty()) {
                throw new ModelException(folder, "holds no viseme model (NAME/" + MANIFEST + " and NAME/" + NETWORK + ")");
            }
            return manifests;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new ModelException(folder, "is not a folder: name the one that holds the viseme models", e);
        } catch (IOException e) {
            throw new ModelException(folder, "cannot be read: " + e, e);
        }
    }
}
