// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * Numbers of the polynomials by which kernels take logarithms and powers of e. The library's own functions differ in
 * their last bits between interpreted and compiled code, and the same audio shall give the same visemes in a process that
 * has just begun. Both are good to 2 units in the last place (S. Moshier, Cephes Math Library, logf and expf).
 */
final class Transcendental {
    /** ln 2 in two parts: the first has so few bits that its product with an exponent is exact. */
    static final float LN2_HIGH = 0.693359375f;
    static final float LN2_LOW = -2.12194440e-4f;
    static final float LOG2_E = 1.44269504f;
    static final float SQRT_HALF = 0.70710678f;
    /** Added to a number below 2^22, leaves it rounded in the low bits. */
    static final float ROUND = 0x1.8p23f;
    /** Below, e^x is no normal number. */
    static final float LEAST_POWER = -87;
    static final int MANTISSA_BITS = 23;
    static final int BIAS = 127;
    /** Exponent of numbers in [0.5, 1). */
    static final int HALF_BIAS = BIAS - 1;
    static final int HALF_BITS = HALF_BIAS << MANTISSA_BITS;
    static final int MANTISSA = (1 << MANTISSA_BITS) - 1;

    /** From the highest power down: ln(1 + x) = x - x^2/2 + x^3 * P(x). */
    static final float[] LOG = {7.0376836292e-2f, -1.1514610310e-1f, 1.1676998740e-1f, -1.2420140846e-1f, 1.4249322787e-1f,
            -1.6668057665e-1f, 2.0000714765e-1f, -2.4999993993e-1f, 3.3333331174e-1f};
    /** From the highest power down: e^x = 1 + x + x^2 * P(x). */
    static final float[] EXP = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f,
            5.0000001201e-1f};

    private Transcendental() {}

    /** Natural logarithm of a normal number above 0. */
    static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        float exponent = (bits >> MANTISSA_BITS) - HALF_BIAS;
        float fraction = Float.intBitsToFloat(bits & MANTISSA | HALF_BITS);
        if (fraction < SQRT_HALF) {
            exponent -= 1;
            fraction += fraction;
        }
        float rest = fraction - 1;
        float sum = LOG[0];
        for (int i = 1; i < LOG.length; i++) {
            sum = Math.fma(sum, rest, LOG[i]);
        }
        float square = rest * rest;
        sum = Math.fma(exponent, LN2_LOW, sum * rest * square);
        sum = Math.fma(square, -0.5f, sum);
        return Math.fma(exponent, LN2_HIGH, rest + sum);
    }

    /** e^x, x at most 0. */
    static float exp(float x) {
        float least = Math.max(x, LEAST_POWER);
        float rounded = Math.fma(least, LOG2_E, ROUND);
        float exponent = rounded - ROUND;
        float rest = Math.fma(exponent, -LN2_LOW, Math.fma(exponent, -LN2_HIGH, least));
        float sum = EXP[0];
        for (int i = 1; i < EXP.length; i++) {
            sum = Math.fma(sum, rest, EXP[i]);
        }
        float power = Math.fma(sum, rest * rest, rest) + 1;
        return power * Float.intBitsToFloat(Float.floatToRawIntBits(rounded) + BIAS << MANTISSA_BITS);
    }
}
