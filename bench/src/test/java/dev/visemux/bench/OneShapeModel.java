// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.RelayServer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Names viseme 1 whatever it hears, as slowly as it is told: for tests of everything but the naming, without a network.
 *
 * @param slownessNanos how long each call takes; may change at any time
 */
record OneShapeModel(ModelManifest manifest, AtomicLong slownessNanos) implements VisemeModel {
    private static final Path MANIFEST =
            Path.of(System.getProperty("visemux.home"), "config/models/default/manifest.yaml");

    /** A relay that has no other model, with a vendor that is in no hurry to pause. */
    static Rig rig(Map<String, String> settings, AtomicLong slownessNanos) throws IOException {
        VisemeModels models = VisemeModels.of(Map.of("default", () -> make(slownessNanos)));
        return Rig.start(SharedRig.options(), settings, config -> RelayServer.start(config, models));
    }

    static OneShapeModel make(AtomicLong slownessNanos) {
        return new OneShapeModel(ModelManifest.read(MANIFEST), slownessNanos);
    }

    @Override
    public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
        LockSupport.parkNanos(slownessNanos.get());
        for (int i = 0; i < batch * hops * 22; i++) {
            scores.put(scores.position() + i, i % 22 == 1 ? 0f : -10f);
        }
    }

    @Override
    public void close() {}
}
