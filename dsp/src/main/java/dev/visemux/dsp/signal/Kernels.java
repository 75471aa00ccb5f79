// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * The inner loops of the house, each in two twins: {@link ScalarKernels} says what is meant, {@link VectorKernels} says
 * it in vectors. Stateless, any thread, no allocation. Native memory is named by absolute addresses which the caller
 * holds alive and which no kernel checks.
 *
 * <p>The stages of the MFCC work on columns: {@code lanes} windows at once, value {@code v} of window {@code w} at
 * {@code [v * lanes + w]}, so that one vector holds the same value of every window and no lane ever meets another.
 */
public interface Kernels {

    /** The fastest that this JVM can run; chosen once. */
    static Kernels best() {
        return BestKernels.CHOSEN;
    }

    /**
     * Returns when the chosen kernels are compiled, once in a process: about a second after somebody has begun it. Vectors
     * that are not compiled yet are a thousand times slower, so nobody should be served before.
     */
    static void warmUp() {
        WarmUp.begun().join();
    }

    /** Begins what {@link #warmUp} waits for, on a thread of its own, so that a start does other things meanwhile. */
    static void beginWarmUp() {
        WarmUp.begun();
    }

    /** The reference of tests and benches; runs on any JVM. */
    static Kernels scalar() {
        return new ScalarKernels();
    }

    /** Whether a network may be computed with them: without vectors PyTorch is faster. */
    default boolean areVectors() {
        return !(this instanceof ScalarKernels);
    }

    /** Windows that the MFCC stages take at once. */
    int lanes();

    /**
     * Decodes base64 (RFC 4648, standard alphabet, padded, no white space) into {@code chars / 4 * 3} bytes or less.
     *
     * @return the bytes written, or {@code ~position} of the first character that cannot stand there; position
     *         {@code chars} means that characters are missing. Then the target's content is undefined.
     */
    int decodeBase64(long source, int chars, long target);

    /** Distance to the next {@code "} or {@code \}, or {@code length} where there is none. */
    int findQuoteOrEscape(long source, int length);

    /** Little-endian 16-bit samples to {@code [-1, 1)}. */
    void decodePcm16(long source, int samples, float[] target, int at);

    /** {@code target[at + i] = signal[i + 1] - share * signal[i]}: high tones are soft in speech, and count as much. */
    void emphasize(float[] signal, float share, float[] target, int at, int count);

    /**
     * Filters at every {@code inStep / phases} samples of the line, from its start and {@code phase}, one output each.
     */
    void polyphase(float[] line, FilterBank bank, int phase, float[] target, int at, int count);

    /**
     * Lays {@code lanes} signals of {@code window.length} samples, one every {@code stride}, into columns, weighed by
     * the window.
     *
     * @param window length a multiple of 16
     */
    void columns(float[] signals, int stride, float[] window, float[] columns);

    /**
     * One stage of a radix-4 Fourier transform in place, decimated in frequency: output in base-4 digit-reversed order
     * after the last stage. Complex value {@code n} has its real part at row {@code 2n}, its imaginary at {@code 2n+1}.
     *
     * @param quarter  distance of the four values that meet in a butterfly; 1 in the last stage
     * @param twiddles {@code [quarter][6]}: w^j, w^2j, w^3j (real, imaginary) with w = exp(-2*pi*i / (4 * quarter))
     */
    void butterflies(float[] columns, int quarter, float[] twiddles);

    /**
     * The power |X|^2 of a real signal's spectrum from the transform of its even (real) and odd (imaginary) samples.
     *
     * @param order    row pair in which the transform's value {@code k} is found, {@code n} of them
     * @param twiddles {@code [n / 2 + 1][2]}: exp(-pi*i*k / n)
     * @param powers   {@code n + 1} rows
     */
    void powers(float[] transform, int[] order, float[] twiddles, float[] powers);

    /** Each band's weighted sum of the rows below it, one row a band. */
    void sums(float[] rows, Bands bands, float[] sums);

    /** Natural logarithm of {@code x + floor}, {@code x >= 0, floor > 0}, in place, over the first {@code rows}. */
    void logs(float[] x, int rows, float floor);

    /**
     * A row from the cepstra of its hop and of the first, third and fourth before it, each found where its {@code int}
     * says: what they are above their running mean, then how steeply they rise (regression over five hops, causal).
     *
     * @param mean    of the hop before; as long as there are cepstra
     * @param share   that the hop has in the new mean
     * @param newMean another array than {@code mean}
     * @param scale   of the row's values
     */
    void features(float[] cepstra, int hop, int first, int third, int fourth, float[] mean, float share, float[] newMean,
            float[] scale, float[] rows, int at);

    /**
     * Adds to rows what one tap of a layer gives: to row {@code r} from input row {@code r}, which is the caller's tap's.
     *
     * @param rows   {@code layer.inputs()} values each, from {@code at}: {@code count} of them, and
     *               {@link Convolution#SPARE_ROWS} more that may be anything
     * @param target has {@code count} rows of {@code layer.stride()} sums from {@code to}; as many spare ones behind them
     *               may be written
     */
    void convolve(float[] rows, int at, Convolution layer, int tap, float[] target, int to, int count, Panels panels);

    /** What is below zero becomes zero. {@code count} is a multiple of {@link Convolution#BLOCK}. */
    void rectify(float[] sums, int at, int count);

    /** The same, and then each value is added to its sum. */
    void rectifyOnto(float[] values, int from, float[] sums, int at, int count);

    /**
     * The logarithm of the softmax of {@code count} values, in place. What lies behind them, up to a multiple of
     * {@link Convolution#BLOCK}, may be written.
     */
    void logSoftmax(float[] row, int at, int count);

    /**
     * The best way into each state: of {@code count} scores from {@code at}, the largest with its way's added.
     *
     * @param ways   {@code [count][stride]}
     * @param stride states, a multiple of 16
     * @param best   receives {@code stride} scores
     */
    void bestWays(float[] scores, int at, int count, float[] ways, int stride, float[] best);
}
