// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * The recipe that turns samples into rows; a model's manifest decides it and its training used the same.
 *
 * @param sampleRateHz  rate at which everything below happens; streams are resampled to it
 * @param windowSamples analysed around the centre of each hop
 * @param hopSamples    one row each
 * @param preEmphasis   y[t] = x[t] - preEmphasis * x[t-1]
 * @param fftSize       window padded with zeros up to it
 * @param melBands      triangular filters between the two frequencies
 * @param melLowHz      lower edge of the first filter
 * @param melHighHz     upper edge of the last filter
 * @param logFloor      added to each filter's energy before the logarithm: digital silence looks like soft noise
 * @param cepstra       DCT-II coefficients kept, c0 included
 * @param meanHops      time constant of the causal running mean
 * @param mean          where that mean starts, one a cepstrum
 * @param scale         factor of each feature: cepstra, then their deltas
 */
public record FeatureOptions(int sampleRateHz, int windowSamples, int hopSamples, float preEmphasis, int fftSize,
        int melBands, float melLowHz, float melHighHz, float logFloor, int cepstra, float meanHops,
        float[] mean, float[] scale) {

    public FeatureOptions {
        require(sampleRateHz == hopSamples * PcmFormat.HOPS_PER_SECOND, "hop_samples is not 10 ms");
        require(windowSamples >= hopSamples && windowSamples <= fftSize, "window_samples is outside hop to fft_size");
        require(RealFft.fits(fftSize), "fft_size is not twice a power of four: 128, 512, 2048");
        require(melLowHz >= 0 && melLowHz < melHighHz && melHighHz <= sampleRateHz / 2f, "mel_low_hz, mel_high_hz");
        require(cepstra >= 1 && cepstra <= melBands, "cepstra is outside 1 to mel_bands");
        require(logFloor > 0 && meanHops >= 1, "log_floor or mean_hops is too small");
        require(mean.length == cepstra, "mean needs one number a cepstrum");
        require(scale.length == 2 * cepstra, "scale needs one number a feature");
    }

    /** Features in a row: the cepstra and their deltas. */
    public int features() {
        return 2 * cepstra;
    }

    /** First sample of hop 0's window; negative, for windows are centred on their hop. */
    public int windowOffset() {
        return (hopSamples - windowSamples) / 2;
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException("features: " + fault);
        }
    }
}
