// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * Triangular filters, evenly spaced and linear on the mel scale of HTK, of peak 1, as in Kaldi: the ear's resolution.
 */
final class MelBanks {
    private MelBanks() {}

    /** Weighs the {@code fftSize / 2 + 1} powers of a spectrum; one band a filter. */
    static Bands of(FeatureOptions options) {
        float[][] filters = new float[options.melBands()][options.fftSize() / 2 + 1];
        double low = mel(options.melLowHz());
        double step = (mel(options.melHighHz()) - low) / (options.melBands() + 1);
        for (int band = 0; band < filters.length; band++) {
            for (int bin = 0; bin < filters[band].length; bin++) {
                double mel = mel((double) bin * options.sampleRateHz() / options.fftSize());
                filters[band][bin] = (float) triangle((mel - low) / step - band);
            }
        }
        return Bands.of(filters);
    }

    static double mel(double hz) {
        return 2595 * Math.log10(1 + hz / 700);
    }

    /** Rises from 0 to 1, falls from 1 to 2. */
    private static double triangle(double x) {
        return Math.max(0, 1 - Math.abs(x - 1));
    }
}
