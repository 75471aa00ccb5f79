// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The networks that can be had, by name. Loading is repeated for each worker: a network belongs to one thread.
 */
public final class VisemeModels {
    private final Map<String, Supplier<VisemeModel>> loaders;

    private VisemeModels(Map<String, Supplier<VisemeModel>> loaders) {
        this.loaders = new TreeMap<>(loaders);
    }

    /** Networks made by code instead of files. */
    public static VisemeModels of(Map<String, Supplier<VisemeModel>> loaders) {
        return new VisemeModels(loaders);
    }

    public Set<String> names() {
        return loaders.keySet();
    }

    /** A fresh one, for the calling worker. */
    public VisemeModel load(String name) {
        return loaders.get(name).get();
    }
}
