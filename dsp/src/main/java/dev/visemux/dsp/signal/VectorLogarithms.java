// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Transcendental} a vector at a time. */
final class VectorLogarithms {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private VectorLogarithms() {}

    /** Logarithms of a vector of values, {@code floor} added to each; in place. */
    static void log(float[] x, int at, float floor) {
        IntVector bits = FloatVector.fromArray(FLOATS, x, at).add(floor).reinterpretAsInts();
        FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, Transcendental.MANTISSA_BITS)
                .sub(Transcendental.HALF_BIAS).convert(VectorOperators.I2F, 0);
        FloatVector fraction = bits.and(Transcendental.MANTISSA).or(Transcendental.HALF_BITS).reinterpretAsFloats();
        VectorMask<Float> small = fraction.compare(VectorOperators.LT, Transcendental.SQRT_HALF);
        exponent = exponent.sub(1, small);
        FloatVector rest = fraction.add(fraction, small).sub(1);
        FloatVector sum = FloatVector.broadcast(FLOATS, Transcendental.LOG[0]);
        for (int i = 1; i < Transcendental.LOG.length; i++) {
            sum = sum.fma(rest, FloatVector.broadcast(FLOATS, Transcendental.LOG[i]));
        }
        FloatVector square = rest.mul(rest);
        sum = exponent.fma(FloatVector.broadcast(FLOATS, Transcendental.LN2_LOW), sum.mul(rest).mul(square));
        sum = square.fma(FloatVector.broadcast(FLOATS, -0.5f), sum);
        exponent.fma(FloatVector.broadcast(FLOATS, Transcendental.LN2_HIGH), rest.add(sum)).intoArray(x, at);
    }

    /**
     * The logarithm of the softmax of {@code count} values, in place. Whole vectors and no call: a mask or a vector that
     * leaves compiled code is an object.
     */
    static void logSoftmax(float[] row, int at, int count) {
        float top = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            top = Math.max(top, row[i]);
        }
        for (int i = at + count; i < at + FLOATS.loopBound(count + LANES - 1); i++) {
            row[i] = Float.NEGATIVE_INFINITY;
        }
        FloatVector round = FloatVector.broadcast(FLOATS, Transcendental.ROUND);
        FloatVector powers = FloatVector.zero(FLOATS);
        for (int from = at; from < at + count; from += LANES) {
            FloatVector least = FloatVector.fromArray(FLOATS, row, from).sub(top).max(Transcendental.LEAST_POWER);
            FloatVector rounded = least.fma(FloatVector.broadcast(FLOATS, Transcendental.LOG2_E), round);
            FloatVector exponent = rounded.sub(round);
            FloatVector rest = exponent.fma(FloatVector.broadcast(FLOATS, -Transcendental.LN2_HIGH), least);
            rest = exponent.fma(FloatVector.broadcast(FLOATS, -Transcendental.LN2_LOW), rest);
            FloatVector sum = FloatVector.broadcast(FLOATS, Transcendental.EXP[0]);
            for (int i = 1; i < Transcendental.EXP.length; i++) {
                sum = sum.fma(rest, FloatVector.broadcast(FLOATS, Transcendental.EXP[i]));
            }
            FloatVector scale = rounded.reinterpretAsInts().add(Transcendental.BIAS)
                    .lanewise(VectorOperators.LSHL, Transcendental.MANTISSA_BITS).reinterpretAsFloats();
            powers = sum.fma(rest.mul(rest), rest).add(1).fma(scale, powers);
        }
        powers = powers.add(powers.rearrange(VectorKernels.HALF));
        powers = powers.add(powers.rearrange(VectorKernels.QUARTER));
        powers = LANES > 4 ? powers.add(powers.rearrange(VectorKernels.EIGHTH)) : powers;
        powers = LANES > 8 ? powers.add(powers.rearrange(VectorKernels.SIXTEENTH)) : powers;
        float norm = top + Transcendental.log(powers.lane(0));
        for (int i = at; i < at + count; i++) {
            row[i] -= norm;
        }
    }
}
