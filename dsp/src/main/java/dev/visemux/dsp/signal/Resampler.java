// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * A stream's samples at another rate, the filter's delay taken out: output {@code t} is the signal at
 * {@code t / outRateHz} seconds. One thread. The same samples give the same bits however they are cut. It waits for 16
 * periods of the lower rate, 1 ms at 16 kHz; between equal rates it copies.
 */
public final class Resampler {
    /** Samples taken in one go. */
    public static final int MAX_SAMPLES = 512;

    private final Kernels kernels;
    private final FilterBank bank;
    /** Begins where the next output's filter begins. */
    private final float[] line;
    private int held;
    private int phase;
    private long taken;
    private long given;

    /** For rates of which the input's is at most three times the output's. */
    public Resampler(int inRateHz, int outRateHz, Kernels kernels) {
        this.kernels = kernels;
        this.bank = FilterBank.between(inRateHz, outRateHz);
        this.line = new float[MAX_SAMPLES + bank.reach + 2 * bank.taps];
        this.held = bank.reach - 1;
    }

    /** The most that {@code samples} more can bring. */
    public int maxOutput(int samples) {
        return (int) ((long) samples * bank.phases / bank.inStep) + 1;
    }

    /** Takes up to {@link #MAX_SAMPLES} and writes all that can be told from what there is; returns how many. */
    public int accept(float[] source, int from, int count, float[] target, int at) {
        taken += count;
        if (bank.inStep == bank.phases) {
            System.arraycopy(source, from, target, at, count);
            given = taken;
            return count;
        }
        System.arraycopy(source, from, line, held, count);
        held += count;
        return filter(Long.MAX_VALUE, target, at);
    }

    /** Writes what is still owed, as if silence followed: up to {@link #maxOutput} of {@link #MAX_SAMPLES}. */
    public int finish(float[] target, int at) {
        Arrays.fill(line, held, held + bank.reach, 0);
        held += bank.reach;
        int count = filter(Math.ceilDiv(taken * bank.phases, (long) bank.inStep) - given, target, at);
        held -= bank.reach;
        return count;
    }

    /** After finish: forgets the sound, not the clock. What follows is as if silence had been before. */
    public void restart() {
        Arrays.fill(line, 0);
    }

    /** All outputs whose filters lie within the line, {@code limit} at most; then moves the line up to the next. */
    private int filter(long limit, float[] target, int at) {
        int starts = held - 2 * bank.reach + 1;
        int ready = Math.max(0, Math.ceilDiv(starts * bank.phases - phase, bank.inStep));
        int count = (int) Math.min(ready, limit);
        kernels.polyphase(line, bank, phase, target, at, count);
        int walked = phase + count * bank.inStep;
        int start = walked / bank.phases;
        phase = walked % bank.phases;
        held -= start;
        System.arraycopy(line, start, line, 0, held);
        given += count;
        return count;
    }
}
