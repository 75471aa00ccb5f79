// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.FeatureOptions;
import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The same cepstra as one would write them on JTransforms: its plan kept, no array made twice, each mel filter only where it
 * is not zero. One window at a time; one thread.
 */
final class JTransformsMfcc {
    private final FeatureOptions options;
    private final FloatFFT_1D fft;
    private final float[] window;
    private final float[] frame;
    private final float[] powers;
    private final float[] energies;
    private final float[][] filters;
    private final int[] firsts;
    private final float[][] cosines;

    JTransformsMfcc(FeatureOptions options) {
        this.options = options;
        int size = options.fftSize();
        fft = new FloatFFT_1D(size);
        frame = new float[size];
        powers = new float[size / 2 + 1];
        energies = new float[options.melBands()];
        filters = new float[options.melBands()][];
        firsts = new int[options.melBands()];
        cosines = new float[options.cepstra()][options.melBands()];
        window = new float[options.windowSamples()];
        for (int t = 0; t < window.length; t++) {
            window[t] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * t / window.length));
        }
        for (int band = 0; band < filters.length; band++) {
            makeFilter(band);
        }
        makeCosines();
    }

    /** Writes {@code options.cepstra()} values for the window that begins at {@code at}. */
    void compute(float[] wave, int at, float[] target, int to) {
        for (int t = 0; t < window.length; t++) {
            frame[t] = wave[at + t] * window[t];
        }
        Arrays.fill(frame, window.length, frame.length, 0);
        fft.realForward(frame);
        int half = frame.length / 2;
        powers[0] = frame[0] * frame[0];
        powers[half] = frame[1] * frame[1];
        for (int k = 1; k < half; k++) {
            powers[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
        }
        for (int band = 0; band < filters.length; band++) {
            energies[band] = (float) Math.log(product(filters[band], powers, firsts[band]) + options.logFloor());
        }
        for (int i = 0; i < cosines.length; i++) {
            target[to + i] = product(cosines[i], energies, 0);
        }
    }

    private static float product(float[] weights, float[] values, int from) {
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * values[from + i];
        }
        return sum;
    }

    private void makeFilter(int band) {
        double low = mel(options.melLowHz());
        double step = (mel(options.melHighHz()) - low) / (filters.length + 1);
        float[] weights = new float[powers.length];
        int end = 0;
        firsts[band] = -1;
        for (int bin = 0; bin < weights.length; bin++) {
            double place = (mel((double) bin * options.sampleRateHz() / options.fftSize()) - low) / step - band;
            weights[bin] = (float) Math.max(0, 1 - Math.abs(place - 1));
            if (weights[bin] > 0) {
                firsts[band] = firsts[band] < 0 ? bin : firsts[band];
                end = bin + 1;
            }
        }
        filters[band] = Arrays.copyOfRange(weights, Math.max(0, firsts[band]), end);
        firsts[band] = Math.max(0, firsts[band]);
    }

    private void makeCosines() {
        int bands = options.melBands();
        for (int k = 0; k < cosines.length; k++) {
            for (int n = 0; n < bands; n++) {
                cosines[k][n] = (float) (Math.sqrt((k == 0 ? 1.0 : 2.0) / bands) * Math.cos(Math.PI * k * (n + 0.5) / bands));
            }
        }
    }

    private static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }
}
