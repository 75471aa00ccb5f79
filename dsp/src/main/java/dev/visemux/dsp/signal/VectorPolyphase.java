// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static dev.visemux.dsp.signal.VectorKernels.EIGHTH;
import static dev.visemux.dsp.signal.VectorKernels.HALF;
import static dev.visemux.dsp.signal.VectorKernels.HIGH_HALVES;
import static dev.visemux.dsp.signal.VectorKernels.LOW_HALVES;
import static dev.visemux.dsp.signal.VectorKernels.QUARTER;
import static dev.visemux.dsp.signal.VectorKernels.SIXTEENTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The resampler's filters in vectors. An output is summed in one order wherever it stands in a call, so the last outputs
 * of a call are made together with some that were there before, which get the same bits once more.
 */
final class VectorPolyphase {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int BLOCK = FilterBank.BLOCK;
    /** Blocks at once: each load of weights serves eight sums, as many as two FMA units of four cycles keep going. */
    private static final int EIGHT_BLOCKS = 8 * BLOCK;
    private static final ScalarKernels FEW = new ScalarKernels();

    private VectorPolyphase() {}

    static void run(float[] line, FilterBank bank, int phase, float[] target, int at, int count) {
        if (bank.blocks.length == 0) {
            inTurn(line, bank, phase, target, at, count);
        } else if (count < BLOCK) {
            FEW.polyphase(line, bank, phase, target, at, count);
        } else {
            blockByBlock(line, bank, phase, target, at, count);
        }
    }

    /** Lanes are outputs side by side; what lies in the span of some and not of others weighs nothing in these. */
    private static void blockByBlock(float[] line, FilterBank bank, int phase, float[] target, int at, int count) {
        int made = count < EIGHT_BLOCKS ? BLOCK : EIGHT_BLOCKS;
        for (int next = 0; next < count; next += made) {
            int first = Math.min(next, count - made);
            int walked = phase + first * bank.inStep;
            int start = bank.start(walked);
            float[] weights = bank.blocks[walked % bank.phases];
            for (int lane = 0; lane < BLOCK; lane += LANES) {
                if (made == BLOCK) {
                    oneBlock(line, start, weights, lane, target, at + first + lane);
                } else {
                    eightBlocks(line, start, BLOCK / bank.phases * bank.inStep, weights, lane, target, at + first + lane);
                }
            }
        }
    }

    private static void oneBlock(float[] line, int start, float[] weights, int lane, float[] target, int at) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int w = lane, from = start; w < weights.length; w += BLOCK, from++) {
            sum = FloatVector.fromArray(FLOATS, weights, w).fma(FloatVector.broadcast(FLOATS, line[from]), sum);
        }
        sum.intoArray(target, at);
    }

    private static void eightBlocks(float[] line, int start, int step, float[] weights, int lane, float[] target, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int i = 0, from = start; i < weights.length / BLOCK; i++, from++) {
            FloatVector w = FloatVector.fromArray(FLOATS, weights, lane + i * BLOCK);
            a = w.fma(FloatVector.broadcast(FLOATS, line[from]), a);
            b = w.fma(FloatVector.broadcast(FLOATS, line[from + step]), b);
            c = w.fma(FloatVector.broadcast(FLOATS, line[from + 2 * step]), c);
            d = w.fma(FloatVector.broadcast(FLOATS, line[from + 3 * step]), d);
            e = w.fma(FloatVector.broadcast(FLOATS, line[from + 4 * step]), e);
            f = w.fma(FloatVector.broadcast(FLOATS, line[from + 5 * step]), f);
            g = w.fma(FloatVector.broadcast(FLOATS, line[from + 6 * step]), g);
            h = w.fma(FloatVector.broadcast(FLOATS, line[from + 7 * step]), h);
        }
        a.intoArray(target, at);
        b.intoArray(target, at + BLOCK);
        c.intoArray(target, at + 2 * BLOCK);
        d.intoArray(target, at + 3 * BLOCK);
        e.intoArray(target, at + 4 * BLOCK);
        f.intoArray(target, at + 5 * BLOCK);
        g.intoArray(target, at + 6 * BLOCK);
        h.intoArray(target, at + 7 * BLOCK);
    }

    /** Lanes are taps, for outputs side by side have nothing in common. */
    private static void inTurn(float[] line, FilterBank bank, int phase, float[] target, int at, int count) {
        int i = 0;
        int walked = phase;
        for (; i <= count - 4; i += 4, walked += 4 * bank.inStep) {
            four(line, bank, walked, target, at + i);
        }
        for (; i < count; i++, walked += bank.inStep) {
            one(line, bank, walked, target, at + i);
        }
    }

    private static void four(float[] line, FilterBank bank, int walked, float[] target, int at) {
        int second = walked + bank.inStep;
        int third = second + bank.inStep;
        int fourth = third + bank.inStep;
        int lineA = bank.start(walked);
        int lineB = bank.start(second);
        int lineC = bank.start(third);
        int lineD = bank.start(fourth);
        int filterA = bank.filter(walked);
        int filterB = bank.filter(second);
        int filterC = bank.filter(third);
        int filterD = bank.filter(fourth);
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        float[] weights = bank.weights;
        for (int t = 0; t < bank.taps; t += LANES) {
            a = FloatVector.fromArray(FLOATS, line, lineA + t).fma(FloatVector.fromArray(FLOATS, weights, filterA + t), a);
            b = FloatVector.fromArray(FLOATS, line, lineB + t).fma(FloatVector.fromArray(FLOATS, weights, filterB + t), b);
            c = FloatVector.fromArray(FLOATS, line, lineC + t).fma(FloatVector.fromArray(FLOATS, weights, filterC + t), c);
            d = FloatVector.fromArray(FLOATS, line, lineD + t).fma(FloatVector.fromArray(FLOATS, weights, filterD + t), d);
        }
        // Each deal folds two vectors into one, so that four sums are folded at the price of two.
        IntVector evenA = a.reinterpretAsInts();
        IntVector evenB = b.reinterpretAsInts();
        IntVector oddC = c.reinterpretAsInts();
        IntVector oddD = d.reinterpretAsInts();
        IntVector ab = LOW_HALVES.selectFrom(evenA, evenB).reinterpretAsFloats()
                .add(HIGH_HALVES.selectFrom(evenA, evenB).reinterpretAsFloats()).reinterpretAsInts();
        IntVector cd = LOW_HALVES.selectFrom(oddC, oddD).reinterpretAsFloats()
                .add(HIGH_HALVES.selectFrom(oddC, oddD).reinterpretAsFloats()).reinterpretAsInts();
        FloatVector sums = LOW_HALVES.selectFrom(ab, cd).reinterpretAsFloats()
                .add(HIGH_HALVES.selectFrom(ab, cd).reinterpretAsFloats());
        sums = LANES > 4 ? sums.add(sums.rearrange(LANES > 8 ? HALF : QUARTER)) : sums;
        sums = LANES > 8 ? sums.add(sums.rearrange(QUARTER)) : sums;
        target[at] = sums.lane(0);
        target[at + 1] = sums.lane(2);
        target[at + 2] = sums.lane(1);
        target[at + 3] = sums.lane(3);
    }

    /** Folded half by half like {@link #four}: reduceLanes leaves its order open, and compiled code takes its own. */
    private static void one(float[] line, FilterBank bank, int walked, float[] target, int at) {
        int start = bank.start(walked);
        int filter = bank.filter(walked);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int t = 0; t < bank.taps; t += LANES) {
            sum = FloatVector.fromArray(FLOATS, line, start + t)
                    .fma(FloatVector.fromArray(FLOATS, bank.weights, filter + t), sum);
        }
        sum = sum.add(sum.rearrange(HALF));
        sum = sum.add(sum.rearrange(QUARTER));
        sum = LANES > 4 ? sum.add(sum.rearrange(EIGHTH)) : sum;
        sum = LANES > 8 ? sum.add(sum.rearrange(SIXTEENTH)) : sum;
        target[at] = sum.lane(0);
    }
}
