// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Mfcc;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From pre-emphasized samples at 16 kHz to 13 cepstra every 10 ms. */
@State(Scope.Thread)
@Stage("MFCC")
public class MfccStage implements Comparison {
    private static final int HOPS = 960;
    private static final int HOPS_OF_A_MESSAGE = 10;
    /** Of cepstra up to 160 or so. */
    private static final double TOLERANCE = 0.01;

    private FeatureOptions options;
    private float[] wave;
    private float[] cepstra;
    private Mfcc mfcc;
    private JTransformsMfcc jtransforms;

    @Setup
    @Override
    public void prepare() throws IOException {
        options = Sound.manifest().features();
        wave = Sound.wave(options);
        cepstra = new float[HOPS * options.cepstra()];
        mfcc = new Mfcc(options, Kernels.best());
        jtransforms = new JTransformsMfcc(options);
    }

    @Override
    public String input() {
        return "10 hops of speech";
    }

    @Override
    public double messages() {
        return (double) HOPS / HOPS_OF_A_MESSAGE;
    }

    @Benchmark
    @Way(Way.OURS)
    public float[] ours() {
        return by(mfcc, 0);
    }

    private float[] by(Mfcc mfcc, int shift) {
        for (int hop = 0; hop < HOPS; hop++) {
            mfcc.add(wave, hop * options.hopSamples() + shift, cepstra, hop * options.cepstra());
        }
        mfcc.flush();
        return cepstra;
    }

    @Benchmark
    @Way("JTransforms, its plan kept")
    public float[] jtransforms() {
        for (int hop = 0; hop < HOPS; hop++) {
            jtransforms.compute(wave, hop * options.hopSamples(), cepstra, hop * options.cepstra());
        }
        return cepstra;
    }

    /** Ours, of windows that begin {@code shift} samples behind their hop. */
    float[] cepstra(int shift) {
        return by(mfcc, shift).clone();
    }

    @Override
    public String agreement(String method) {
        float[] ours = ours().clone();
        boolean scalar = method.equals(SCALAR);
        float[] others = scalar ? by(new Mfcc(options, Kernels.scalar()), 0).clone() : jtransforms().clone();
        double most = Sound.furthest(ours, others);
        Disagreement.unless(most < TOLERANCE, method + "'s cepstra are " + most + " from ours");
        return "within %.0e of 160".formatted(most);
    }
}
