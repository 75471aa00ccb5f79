// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import dev.visemux.dsp.signal.Kernels;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network on our own kernels: no batch to fill, no shape that is new, nothing allocated, and nothing computed twice of
 * rows that are final. One thread at a time. No sum ever changes its order, so the same rows give the same bits: in pieces
 * or in one go, alone or in company.
 */
final class VectorVisemeModel implements VisemeModel {
    private final ModelManifest manifest;
    private final ConvolutionStack network;
    private final Kernels kernels = Kernels.best();
    private final int features;

    private VectorVisemeModel(ModelManifest manifest, ConvolutionStack network) {
        this.manifest = manifest;
        this.network = network;
        this.features = manifest.features().features();
    }

    /** Reads what training wrote beside the model.pt that {@code manifest} describes. */
    static VectorVisemeModel load(Path file, ModelManifest manifest) {
        Weights weights = Weights.read(file);
        weights.require(manifest.sha256().equals(weights.metadata("model_sha256")),
                "was not made from the model.pt that manifest.yaml describes. Take all three files from the same training");
        ConvolutionStack network = new ConvolutionStack(weights, manifest.features().features());
        weights.require(network.span() == manifest.context().left() + manifest.context().right(), "looks at "
                + network.span() + " rows around a hop, which is not the context of manifest.yaml");
        return new VectorVisemeModel(manifest, network);
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
        int height = network.span() + hops;
        for (int segment = 0; segment < batch; segment++) {
            rows.get(rows.position() + segment * height * features, network.first(height), 0, height * features);
            network.pass(height);
            give(scores, segment * hops, hops);
        }
    }

    @Override
    public Optional<HopScorer> scorer() {
        return Optional.of(new Stream());
    }

    private void give(FloatBuffer scores, int first, int hops) {
        float[] last = network.last();
        for (int hop = 0; hop < hops; hop++) {
            int at = hop * network.outputs();
            kernels.logSoftmax(last, at, Viseme.COUNT);
            scores.put(scores.position() + (first + hop) * Viseme.COUNT, last, at, Viseme.COUNT);
        }
    }

    @Override
    public void close() {}

    private final class Stream implements HopScorer {
        private final float[] kept = new float[network.kept()];
        /** Something is kept. */
        private boolean begun;
        /** Hops that were scored and are not settled: of their sums, too, something is kept. */
        private int provisional;

        @Override
        public int before() {
            return begun ? -manifest.context().right() : manifest.context().left();
        }

        @Override
        public void score(FloatBuffer rows, int hops, int settled, FloatBuffer scores) {
            float[] first = network.first(network.span() + hops);
            if (begun) {
                rows.get(rows.position(), first, network.firstSpan() * features, hops * features);
                network.goOn(hops, provisional, settled, kept);
                provisional = hops - settled;
            } else {
                rows.get(rows.position(), first, 0, (network.span() + hops) * features);
                network.pass(network.span() + hops);
                if (settled > 0) {
                    network.keepOfPass(settled, kept);
                    begun = true;
                }
            }
            give(scores, 0, hops);
        }

        @Override
        public void restart() {
            begun = false;
            provisional = 0;
        }
    }
}
