// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * Mel-frequency cepstra of windows that queue up until every lane is taken, whoever's they are: many streams of one
 * worker share one Mfcc. One thread. Owns copies of the queued windows, never their results' arrays.
 */
public final class Mfcc {
    private final FeatureOptions options;
    private final Kernels kernels;
    private final int lanes;
    private final RealFft fft;
    private final Bands filters;
    private final Bands cosines;
    private final float[] window;
    private final float[] ending;

    private final float[] queue;
    private final float[][] targets;
    private final int[] targetsAt;
    private int queued;

    private final float[] columns;
    private final float[] powers;
    private final float[] energies;
    private final float[] cepstra;

    public Mfcc(FeatureOptions options, Kernels kernels) {
        this.options = options;
        this.kernels = kernels;
        this.lanes = kernels.lanes();
        this.fft = new RealFft(options.fftSize(), kernels);
        this.filters = MelBanks.of(options);
        this.cosines = cosines(options.cepstra(), options.melBands());
        this.window = hann(options.windowSamples());
        this.ending = ending(options, window);
        this.queue = new float[lanes * window.length];
        this.targets = new float[lanes][];
        this.targetsAt = new int[lanes];
        this.columns = new float[lanes * options.fftSize()];
        this.powers = new float[lanes * (options.fftSize() / 2 + 1)];
        this.energies = new float[lanes * options.melBands()];
        this.cepstra = new float[lanes * options.cepstra()];
    }

    public FeatureOptions options() {
        return options;
    }

    public Kernels kernels() {
        return kernels;
    }

    /** Queues a copy of the window at {@code samples[at]}; a flush writes its cepstra to {@code target[targetAt]}. */
    public void add(float[] samples, int at, float[] target, int targetAt) {
        System.arraycopy(samples, at, queue, queued * window.length, options.windowSamples());
        expect(target, targetAt);
    }

    /** The same for a window that ends where the audio does, before its hop's own window would: see {@link #ending}. */
    public void addEnding(float[] samples, int at, float[] target, int targetAt) {
        int to = queued * window.length;
        for (int t = 0; t < options.windowSamples(); t++) {
            queue[to + t] = samples[at + t] * ending[t];
        }
        expect(target, targetAt);
    }

    private void expect(float[] target, int targetAt) {
        targets[queued] = target;
        targetsAt[queued] = targetAt;
        if (++queued == lanes) {
            flush();
        }
    }

    /** Computes what is queued, in the order in which it came. Costs nothing where nothing is queued. */
    public void flush() {
        if (queued > 0) {
            compute();
            deliver();
            queued = 0;
        }
    }

    private void compute() {
        kernels.columns(queue, window.length, window, columns);
        Arrays.fill(columns, lanes * window.length, columns.length, 0);
        fft.powers(columns, powers);
        kernels.sums(powers, filters, energies);
        kernels.logs(energies, filters.count(), options.logFloor());
        kernels.sums(energies, cosines, cepstra);
    }

    private void deliver() {
        for (int lane = 0; lane < queued; lane++) {
            float[] target = targets[lane];
            for (int i = 0, from = lane, to = targetsAt[lane]; i < options.cepstra(); i++, from += lanes) {
                target[to + i] = cepstra[from];
            }
            targets[lane] = null; // a closed stream's history must not outlive it here
        }
    }

    /** The periodic window of Hann, padded with zeros to whole blocks of 16. */
    private static float[] hann(int samples) {
        float[] window = new float[(samples + 15) / 16 * 16];
        for (int t = 0; t < samples; t++) {
            window[t] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * t / samples));
        }
        return window;
    }

    /**
     * What makes of Hann's window one that rises slowly and falls fast, heaviest at the centre of the last hop: such a
     * window at the audio's end says more of that hop than Hann's, whose weight lies before it.
     */
    private static float[] ending(FeatureOptions options, float[] hann) {
        int samples = options.windowSamples();
        int fall = options.hopSamples() / 2;
        int rise = samples - fall;
        float[] factors = new float[samples];
        for (int t = 1; t < samples; t++) {
            double phase = t < rise ? (double) t / rise : 1 + (double) (t - rise) / fall;
            factors[t] = (float) ((0.5 - 0.5 * Math.cos(Math.PI * phase)) / hann[t]);
        }
        return factors;
    }

    /** DCT-II, orthonormal, its first rows. */
    private static Bands cosines(int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (int k = 0; k < rows; k++) {
            double norm = Math.sqrt((k == 0 ? 1.0 : 2.0) / columns);
            for (int n = 0; n < columns; n++) {
                matrix[k][n] = (float) (norm * Math.cos(Math.PI * k * (n + 0.5) / columns));
            }
        }
        return Bands.of(matrix);
    }
}
