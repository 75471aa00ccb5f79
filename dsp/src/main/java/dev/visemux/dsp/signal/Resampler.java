// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * A stream's samples at another rate: a polyphase sinc under a Kaiser window, its delay taken out, so output {@code t}
 * is the signal at {@code t / outRateHz} seconds. One thread. The same samples give the same bits however they are
 * cut. Waits for 16 periods of the lower rate: 1 ms at 16 kHz.
 */
public final class Resampler {
    /** Samples taken in one go. */
    public static final int MAX_SAMPLES = 512;
    /** Filters are padded with zeros to whole vectors of the widest machine. */
    static final int TAP_BLOCK = 16;
    /** Periods of the lower rate on each side of the filter's middle. */
    private static final int REACH_PERIODS = 16;
    /** Half the amplitude passes at this share of the lower rate: what folds lands above the last mel filter. */
    private static final double CUTOFF = 15.0 / 32;
    private static final double KAISER_BETA = 5.65;
    /** Odd rates with more phases than this between two samples take the nearest: noise at -60 dB, a small bank. */
    private static final int MAX_BANK_ROWS = 1024;

    private final Kernels kernels;
    private final int inStep;
    private final int phases;
    private final int bankRows;
    private final int reach;
    private final int taps;
    private final float[] bank;

    /** The samples that the next output's filter begins at, and on. */
    private final float[] line;
    private final int[] starts;
    private final int[] rows;
    private int held;
    private int phase;
    private long taken;
    private long given;

    /** Rates of which the greater is at most three times the lower. */
    public Resampler(int inRateHz, int outRateHz, Kernels kernels) {
        int common = greatestCommonDivisor(inRateHz, outRateHz);
        double lowerRate = Math.min(1, (double) outRateHz / inRateHz);
        this.kernels = kernels;
        this.inStep = inRateHz / common;
        this.phases = outRateHz / common;
        this.bankRows = Math.min(phases, MAX_BANK_ROWS);
        this.reach = (int) Math.ceil(REACH_PERIODS / lowerRate);
        this.taps = (2 * reach + TAP_BLOCK - 1) / TAP_BLOCK * TAP_BLOCK;
        this.bank = bank(lowerRate);
        this.line = new float[MAX_SAMPLES + reach + 2 * taps];
        this.starts = new int[maxOutput(MAX_SAMPLES + reach)];
        this.rows = new int[starts.length];
        this.held = reach - 1;
    }

    /** The most that {@code samples} more can bring. */
    public int maxOutput(int samples) {
        return (int) ((long) samples * phases / inStep) + 1;
    }

    /** Takes up to {@link #MAX_SAMPLES} and writes all that can be told from what there is; returns how many. */
    public int accept(float[] source, int from, int count, float[] target, int at) {
        taken += count;
        if (inStep == phases) {
            System.arraycopy(source, from, target, at, count);
            given = taken;
            return count;
        }
        System.arraycopy(source, from, line, held, count);
        held += count;
        return filter(Long.MAX_VALUE, target, at);
    }

    /** Writes what is still owed, as if silence followed; needs room for {@link #maxOutput} of the reach. */
    public int finish(float[] target, int at) {
        Arrays.fill(line, held, held + reach, 0);
        held += reach;
        int count = filter(Math.ceilDiv(taken * phases, (long) inStep), target, at);
        held -= reach;
        return count;
    }

    /** Forgets the sound, not the clock: what follows is as if silence had been before. To be called after finish. */
    public void restart() {
        Arrays.fill(line, 0);
    }

    private int filter(long limit, float[] target, int at) {
        int count = 0;
        int start = 0;
        for (long left = limit - given; start + 2 * reach <= held && count < left; count++) {
            starts[count] = start;
            rows[count] = bankRow(phase) * taps;
            phase += inStep;
            start += phase / phases;
            phase %= phases;
        }
        kernels.dots(line, starts, bank, rows, taps, target, at, count);
        held -= start;
        System.arraycopy(line, start, line, 0, held);
        given += count;
        return count;
    }

    private int bankRow(int phase) {
        return bankRows == phases ? phase : (int) ((long) phase * bankRows / phases);
    }

    private float[] bank(double lowerRate) {
        float[] rows = new float[bankRows * taps];
        double nearest = bankRows == phases ? 0 : 0.5;
        for (int row = 0; row < bankRows; row++) {
            fillFilter(rows, row * taps, (row + nearest) / bankRows, lowerRate);
        }
        return rows;
    }

    /** Taps around the time {@code fraction} after a sample; unity gain at 0 Hz in each phase, so that none hums. */
    private void fillFilter(float[] rows, int at, double fraction, double lowerRate) {
        double[] filter = new double[2 * reach];
        double sum = 0;
        for (int tap = 0; tap < filter.length; tap++) {
            double t = (tap - (reach - 1) - fraction) * lowerRate;
            filter[tap] = sinc(2 * CUTOFF * t) * kaiser(t / REACH_PERIODS);
            sum += filter[tap];
        }
        for (int tap = 0; tap < filter.length; tap++) {
            rows[at + tap] = (float) (filter[tap] / sum);
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
