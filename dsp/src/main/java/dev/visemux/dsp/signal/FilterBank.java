// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The polyphase filters between two rates: output {@code t} lies at {@code t * inStep / phases} input samples, and each
 * phase, that is each fraction of a sample, has its own filter, a sinc under a Kaiser window. Immutable, any thread.
 */
final class FilterBank {
    /** Filters are padded with zeros to whole threes of the widest machine's vectors. */
    private static final int TAP_BLOCK = 48;
    /** Periods of the lower rate on each side of the filter's middle. */
    private static final int REACH_PERIODS = 16;
    /** Half the amplitude passes at this share of the lower rate: what folds lands above the last mel filter. */
    private static final double CUTOFF = 15.0 / 32;
    private static final double KAISER_BETA = 5.65;
    /** What 11,025 Hz needs. Odd rates with more phases share the nearest filter: noise at -60 dB, a small bank. */
    private static final int MAX_FILTERS = 640;
    private static final int BANKS_KEPT = 16;

    /** Outputs side by side that are made at once where there are few phases. */
    static final int BLOCK = 16;
    /** With more phases, blocks would need too many tables. */
    private static final int FEW_PHASES = 4;

    /** A bank takes milliseconds to make and streams open all the time, most of them at the same few rates. */
    private static final Map<String, FilterBank> BANKS = new LinkedHashMap<>(BANKS_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FilterBank> eldest) {
            return size() > BANKS_KEPT;
        }
    };

    final int inStep;
    final int phases;
    /** Input samples on each side that an output is made of. */
    final int reach;
    /** Length of a filter; the taps beyond twice the reach are zero. */
    final int taps;
    final float[] weights;
    /** Where in the weights a phase's filter begins. */
    final int[] filters;
    /**
     * Where there are few phases, for each phase that a block may begin with a table {@code [span][BLOCK]} of what each
     * of the block's input samples weighs in each of its outputs; else none.
     */
    final float[][] blocks;
    /** Input samples that a block is made of. */
    final int span;

    private final double lowerRate;

    static FilterBank between(int inRateHz, int outRateHz) {
        synchronized (BANKS) {
            return BANKS.computeIfAbsent(inRateHz + " to " + outRateHz, name -> new FilterBank(inRateHz, outRateHz));
        }
    }

    private FilterBank(int inRateHz, int outRateHz) {
        int common = greatestCommonDivisor(inRateHz, outRateHz);
        this.inStep = inRateHz / common;
        this.phases = outRateHz / common;
        this.lowerRate = Math.min(1, (double) outRateHz / inRateHz);
        this.reach = (int) Math.ceil(REACH_PERIODS / lowerRate);
        this.taps = Math.ceilDiv(2 * reach, TAP_BLOCK) * TAP_BLOCK;
        int count = Math.min(phases, MAX_FILTERS);
        this.weights = weights(count);
        this.filters = new int[phases];
        for (int phase = 0; phase < phases; phase++) {
            filters[phase] = (int) ((long) phase * count / phases) * taps;
        }
        this.span = Math.ceilDiv(BLOCK * inStep, phases) + 2 * reach;
        this.blocks = new float[BLOCK % phases == 0 && phases <= FEW_PHASES ? phases : 0][span * BLOCK];
        for (int phase = 0; phase < blocks.length; phase++) {
            fillBlock(blocks[phase], phase);
        }
    }

    private void fillBlock(float[] block, int phase) {
        for (int output = 0; output < BLOCK; output++) {
            int walked = phase + output * inStep;
            for (int tap = 0; tap < 2 * reach; tap++) {
                block[(start(walked) + tap) * BLOCK + output] = weights[filter(walked) + tap];
            }
        }
    }

    /** Where in a line the filter begins of the output at {@code walked / phases} samples. */
    int start(int walked) {
        return walked / phases;
    }

    /** Where in the weights that filter begins. */
    int filter(int walked) {
        return filters[walked % phases];
    }

    private float[] weights(int count) {
        float[] weights = new float[count * taps];
        double middle = count == phases ? 0 : 0.5;
        for (int filter = 0; filter < count; filter++) {
            fillFilter(weights, filter * taps, (filter + middle) / count);
        }
        return weights;
    }

    /** Taps around the time {@code fraction} after a sample; unity gain at 0 Hz in each phase, so that none hums. */
    private void fillFilter(float[] weights, int at, double fraction) {
        double[] filter = new double[2 * reach];
        double sum = 0;
        for (int tap = 0; tap < filter.length; tap++) {
            double t = (tap - (reach - 1) - fraction) * lowerRate;
            filter[tap] = sinc(2 * CUTOFF * t) * kaiser(t / REACH_PERIODS);
            sum += filter[tap];
        }
        for (int tap = 0; tap < filter.length; tap++) {
            weights[at + tap] = (float) (filter[tap] / sum);
        }
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    private static double kaiser(double x) {
        return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
    }

    /** The modified Bessel function I0 by its power series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
