// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One stream's samples in, a row of features per hop out. One thread, that of its {@link Mfcc}, which streams share:
 * {@code accept} only queues windows, and the first {@code copyRows} of any of them computes the queue, so that the
 * vectors' lanes fill across streams.
 *
 * <p>Row {@code n} is complete once its whole window has come. {@link #clamp} makes rows of the hops that have begun
 * but are not complete from the last window there is; they are replaced as audio goes on. Only the last rows are kept,
 * so memory is bounded however long a frame is: its owner feeds it in slices and copies rows in between.
 */
public final class FeatureStream {
    /** Rows that can be copied, counted back from the last, where nobody asks for more. */
    public static final int HISTORY_HOPS = 128;

    private final FeatureOptions options;
    private final PcmFormat format;
    private final Mfcc mfcc;
    private final Resampler resampler;
    private final int cepstra;
    private final int window;

    private final float[] decoded = new float[Resampler.MAX_SAMPLES];
    /** Resampled samples behind the last one before them. */
    private final float[] signal;
    /** Pre-emphasized samples behind the last window before them. */
    private final float[] wave;
    private long samplesTaken;
    private long waveEnd;

    private final int history;
    private final float[] rawCepstra;
    private final float[] rows;
    private float[] mean;
    private float[] nextMean;
    /** Of clamped rows, in turn. */
    private final float[][] clampedMeans;
    private final float[] noRow;
    /** No rows before {@code first}, final ones to {@code settled}, queued to {@code complete}, clamped to known. */
    private long first;
    private long settled;
    private long complete;
    private long known;

    public FeatureStream(FeatureOptions options, Mfcc mfcc, PcmFormat format) {
        this(options, mfcc, format, HISTORY_HOPS);
    }

    /** @param historyHops rows that can be copied, counted back from the last; a power of two, 32 and more */
    public FeatureStream(FeatureOptions options, Mfcc mfcc, PcmFormat format, int historyHops) {
        if (historyHops < 32 || Integer.bitCount(historyHops) != 1) {
            throw new IllegalArgumentException("historyHops " + historyHops + " is no power of two from 32");
        }
        this.options = options;
        this.format = format;
        this.mfcc = mfcc;
        this.resampler = new Resampler(format.rateHz(), options.sampleRateHz(), mfcc.kernels());
        this.cepstra = options.cepstra();
        this.window = options.windowSamples();
        this.signal = new float[1 + resampler.maxOutput(Resampler.MAX_SAMPLES)];
        this.wave = new float[window + signal.length];
        this.history = historyHops;
        this.rawCepstra = new float[history * cepstra];
        this.rows = new float[history * options.features()];
        this.mean = options.mean().clone();
        this.nextMean = new float[cepstra];
        this.clampedMeans = new float[2][cepstra];
        this.noRow = new float[options.features()];
    }

    /** Takes whole samples as they came over the wire; queues the windows that they complete. */
    public void accept(long address, int bytes) {
        int sampleBytes = format.bytesPerSample();
        for (int left = bytes / sampleBytes; left > 0; left -= Resampler.MAX_SAMPLES) {
            int count = Math.min(left, Resampler.MAX_SAMPLES);
            decode(address, count);
            emphasize(resampler.accept(decoded, 0, count, signal, 1));
            address += (long) count * sampleBytes;
            samplesTaken += count;
        }
    }

    /** Rows of all hops that have begun, for want of better, until more audio comes. For the end of a frame. */
    public void clamp() {
        known = rowsBegun();
        for (long hop = complete; hop < known; hop++) {
            mfcc.addEnding(wave, 0, rawCepstra, slot(hop) * cepstra);
        }
    }

    /** No more audio: the rows of all hops that have begun are complete. */
    public void finish() {
        emphasize(resampler.finish(signal, 1));
        clamp();
        complete = known;
    }

    /** After a gap: finishes, then forgets all but the clock. There are no rows before the next hop. */
    public void restart() {
        finish();
        mfcc.flush(); // a late result must not meet a new row
        resampler.restart();
        Arrays.fill(wave, 0);
        signal[0] = 0;
        System.arraycopy(options.mean(), 0, mean, 0, cepstra);
        first = complete;
        settled = complete;
    }

    /** Hops that begin within the samples taken. */
    public long rowsBegun() {
        return format.hopsBegun(samplesTaken);
    }

    /** Rows that no audio will change any more. */
    public long rowsComplete() {
        return complete;
    }

    /**
     * Writes rows {@code [from, from + count)} at the target's position: final ones, then clamped ones if
     * {@link #clamp} was called since the last audio, zeros where there is no row.
     */
    public void copyRows(long from, int count, FloatBuffer target) {
        settle();
        long end = from + count;
        long start = Math.clamp(first, from, end);
        if (start < Math.min(end, known - history)) {
            throw new IllegalArgumentException("row " + start + " is forgotten, the last is " + (known - 1));
        }
        putNone(target, start - from);
        long stop = Math.clamp(known, start, end);
        for (long row = start; row < stop; ) {
            int run = (int) Math.min(stop - row, history - slot(row));
            target.put(rows, slot(row) * options.features(), run * options.features());
            row += run;
        }
        putNone(target, end - stop);
    }

    private void putNone(FloatBuffer target, long count) {
        for (; count > 0; count--) {
            target.put(noRow);
        }
    }

    private void decode(long address, int samples) {
        switch (format.encoding()) {
            case PCM16 -> mfcc.kernels().decodePcm16(address, samples, decoded, 0);
            case MULAW -> G711.decode(G711.MULAW, address, samples, decoded, 0);
            case ALAW -> G711.decode(G711.ALAW, address, samples, decoded, 0);
        }
    }

    private void emphasize(int count) {
        mfcc.kernels().emphasize(signal, options.preEmphasis(), wave, window, count);
        signal[0] = signal[count];
        queueWindows(waveEnd + count);
        System.arraycopy(wave, count, wave, 0, window);
    }

    private void queueWindows(long end) {
        int hop = options.hopSamples();
        long start = complete * hop + options.windowOffset();
        for (; start + window <= end; start += hop, complete++) {
            mfcc.add(wave, (int) (start - waveEnd) + window, rawCepstra, slot(complete) * cepstra);
        }
        waveEnd = end;
        known = complete;
        if (complete - settled > history / 2) {
            settle(); // the running mean needs every row, even one that nobody will ask for
        }
    }

    /** Makes rows of the cepstra that have been computed since the last time. */
    private void settle() {
        mfcc.flush();
        for (; settled < complete; settled++) {
            writeRow(settled, mean, nextMean);
            float[] passed = mean;
            mean = nextMean;
            nextMean = passed;
        }
        float[] before = mean;
        for (long hop = complete; hop < known; hop++) {
            float[] after = clampedMeans[(int) hop & 1];
            writeRow(hop, before, after);
            before = after;
        }
    }

    private void writeRow(long hop, float[] meanBefore, float[] meanAfter) {
        mfcc.kernels().features(rawCepstra, slot(hop) * cepstra, before(hop, 1), before(hop, 3), before(hop, 4), meanBefore,
                1 / options.meanHops(), meanAfter, options.scale(), rows, slot(hop) * options.features());
    }

    private int before(long hop, int hops) {
        return slot(Math.max(first, hop - hops)) * cepstra;
    }

    private int slot(long hop) {
        return (int) hop & history - 1;
    }
}
