// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;
import java.util.Random;

/** The feature recipe as it is written down, on a whole signal in double precision: what every row is held against. */
final class Recipe {
    static final FeatureOptions OPTIONS = new FeatureOptions(16_000, 400, 160, 0.97f, 512, 40, 20, 7600, 1e-5f, 13, 150,
            ramp(13, -4, 0.5f), ramp(26, 0.1f, 0.02f));

    private Recipe() {}

    /** All rows of a whole signal of {@code samples} at 16 kHz, {@code [hops][features]}. */
    static double[][] rows(FeatureOptions options, double[] samples) {
        double[] emphasized = new double[samples.length];
        for (int t = 0; t < samples.length; t++) {
            emphasized[t] = samples[t] - options.preEmphasis() * (t == 0 ? 0 : samples[t - 1]);
        }
        int hops = (samples.length + options.hopSamples() - 1) / options.hopSamples();
        double[][] cepstra = new double[hops][];
        for (int hop = 0; hop < hops; hop++) {
            int start = hop * options.hopSamples() + options.windowOffset();
            int latest = samples.length - options.windowSamples();
            cepstra[hop] = start <= latest
                    ? cepstra(options, emphasized, start, options.windowSamples() / 2)
                    : cepstra(options, emphasized, latest, options.windowSamples() - options.hopSamples() / 2);
        }
        return normalised(options, cepstra);
    }

    /** Step by step: window (heaviest at {@code peak}), spectrum, filters, logarithm, cosine transform. */
    static double[] cepstra(FeatureOptions options, double[] samples, int start, int peak) {
        double[] windowed = new double[options.windowSamples()];
        for (int t = 0; t < windowed.length; t++) {
            double sample = start + t < 0 ? 0 : samples[start + t];
            double phase = t < peak ? (double) t / peak : 1 + (double) (t - peak) / (windowed.length - peak);
            windowed[t] = sample * (0.5 - 0.5 * Math.cos(Math.PI * phase));
        }
        double[] powers = powers(windowed, options.fftSize());
        double[] logs = new double[options.melBands()];
        for (int band = 0; band < logs.length; band++) {
            logs[band] = Math.log(filtered(options, powers, band) + options.logFloor());
        }
        double[] cepstra = new double[options.cepstra()];
        for (int k = 0; k < cepstra.length; k++) {
            for (int n = 0; n < logs.length; n++) {
                cepstra[k] += logs[n] * Math.cos(Math.PI * k * (n + 0.5) / logs.length);
            }
            cepstra[k] *= Math.sqrt((k == 0 ? 1.0 : 2.0) / logs.length);
        }
        return cepstra;
    }

    static double[] powers(double[] samples, int size) {
        double[] cosines = new double[size];
        Arrays.setAll(cosines, i -> Math.cos(2 * Math.PI * i / size));
        double[] powers = new double[size / 2 + 1];
        for (int k = 0; k < powers.length; k++) {
            double re = 0;
            double im = 0;
            for (int t = 0; t < samples.length; t++) {
                re += samples[t] * cosines[k * t % size];
                im += samples[t] * cosines[(k * t + size / 4) % size];
            }
            powers[k] = re * re + im * im;
        }
        return powers;
    }

    private static double filtered(FeatureOptions options, double[] powers, int band) {
        double low = mel(options.melLowHz());
        double step = (mel(options.melHighHz()) - low) / (options.melBands() + 1);
        double left = low + band * step;
        double sum = 0;
        for (int bin = 0; bin < powers.length; bin++) {
            double mel = mel((double) bin * options.sampleRateHz() / options.fftSize());
            double rising = (mel - left) / step;
            double falling = (left + 2 * step - mel) / step;
            sum += powers[bin] * Math.max(0, Math.min(rising, falling));
        }
        return sum;
    }

    private static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }

    private static double[][] normalised(FeatureOptions options, double[][] c) {
        int cepstra = options.cepstra();
        double[][] rows = new double[c.length][2 * cepstra];
        for (int i = 0; i < cepstra; i++) {
            double mean = options.mean()[i];
            for (int n = 0; n < c.length; n++) {
                mean += (c[n][i] - mean) / options.meanHops();
                double delta = (2 * c[n][i] + c[Math.max(0, n - 1)][i] - c[Math.max(0, n - 3)][i]
                        - 2 * c[Math.max(0, n - 4)][i]) / 10;
                rows[n][i] = (c[n][i] - mean) * options.scale()[i];
                rows[n][cepstra + i] = delta * options.scale()[cepstra + i];
            }
        }
        return rows;
    }

    /** Something like a voice: a gliding buzz in bursts over a little noise, so that bands are loud and quiet. */
    static short[] voice(int samples, int rateHz, long seed) {
        Random random = new Random(seed);
        short[] voice = new short[samples];
        double phase = 0;
        for (int t = 0; t < samples; t++) {
            double seconds = (double) t / rateHz;
            phase += (120 + 40 * Math.sin(7 * seconds)) / rateHz;
            double burst = Math.max(0, Math.sin(11 * seconds));
            double buzz = 0;
            for (int harmonic = 1; harmonic < 24; harmonic++) {
                buzz += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
            }
            voice[t] = (short) (6000 * burst * buzz + 40 * random.nextGaussian());
        }
        return voice;
    }

    static double[] doubles(short[] samples) {
        double[] doubles = new double[samples.length];
        for (int t = 0; t < samples.length; t++) {
            doubles[t] = samples[t] / 32768.0;
        }
        return doubles;
    }

    private static float[] ramp(int length, float from, float step) {
        float[] ramp = new float[length];
        for (int i = 0; i < length; i++) {
            ramp[i] = from + i * step;
        }
        return ramp;
    }
}
