// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeDecoder;
import dev.visemux.dsp.viseme.VisemeGrammar;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.io.IOException;
import java.nio.FloatBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A live message at the trellis: ten hops that stay, eight that are tried, the way back through both. */
@State(Scope.Thread)
@Stage(value = "decode (Viterbi)", vectors = false)
public class DecodeStage implements Comparison {
    private static final int VISEMES = 22;
    private static final int SETTLED = 10;
    private static final int WINDOW = 128;

    private VisemeDecoder decoder;
    private FloatBuffer scores;
    private int trial;
    private int count;
    private int hop;
    private final byte[] visemes = new byte[2 * SETTLED];

    @Setup
    @Override
    public void prepare() throws IOException {
        ModelManifest manifest = Sound.manifest();
        int context = manifest.context().left() + manifest.context().right();
        trial = manifest.context().right();
        count = Rows.COUNT - context;
        scores = OnnxScorer.floats(count * VISEMES);
        try (VisemeModel model = VisemeModels.in(Sound.models(), VisemeModels.Runtime.VECTOR).load("default")) {
            model.infer(Rows.of(manifest.features()), 1, count, scores);
        }
        decoder = new VisemeDecoder(new VisemeGrammar(manifest.decoder()), WINDOW);
    }

    @Override
    public String input() {
        return "10 hops, 8 ahead of time";
    }

    @Benchmark
    @Way(Way.OURS)
    public byte ours() {
        hop = hop + SETTLED + trial > count ? 0 : hop;
        long from = decoder.hops();
        step(hop, SETTLED);
        hop += SETTLED;
        decoder.mark();
        step(hop, Math.min(trial, count - hop));
        decoder.trace(from, visemes, 0);
        decoder.rewind();
        return visemes[0];
    }

    private void step(int from, int hops) {
        for (int i = 0; i < hops; i++) {
            decoder.step(scores, (from + i) * VISEMES);
        }
    }
}
