// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import ai.onnxruntime.OrtException;
import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Resampler;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeDecoder;
import dev.visemux.dsp.viseme.VisemeGrammar;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * One live turn of OpenAI's at 24 kHz, put together from what there is: Jackson, the JDK's base64, JTransforms, ONNX Runtime,
 * Jackson. The resampler and the decoder are ours, for want of others. Hops whose window is not whole yet are zeros. One thread.
 */
public final class OffTheShelf {
    private static final int RATE = 24_000;
    private static final int HOPS = 10;
    private static final int KEPT = 64;
    private static final int EVENT = 1;
    private static final int WINDOW = 128;

    private final ModelManifest manifest = Sound.manifest();
    private final FeatureOptions options = manifest.features();
    private final int right = manifest.context().right();
    private final JacksonScan scan = new JacksonScan();
    private final JacksonSplice splice = new JacksonSplice(EVENT, Messages.MILLIS);
    private final Resampler resampler = new Resampler(RATE, options.sampleRateHz(), Kernels.best());
    private final JTransformsMfcc mfcc = new JTransformsMfcc(options);
    private final VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(manifest.decoder()), WINDOW);
    private final OnnxScorer network;
    private final float[] samples = new float[RATE * Messages.MILLIS / 1000];
    private final float[] resampled = new float[resampler.maxOutput(samples.length)];
    /** Pre-emphasized, from the first window that is not whole. */
    private final float[] wave = new float[4 * options.sampleRateHz() * Messages.MILLIS / 1000];
    private int waveLength = -options.windowOffset(); // zeros before the first sample
    private float lastSample;
    /** Of the last hops, by their number. */
    private final float[] cepstra = new float[KEPT * options.cepstra()];
    private final float[] rows = new float[KEPT * options.features()];
    private final float[] mean = options.mean().clone();
    private int whole;
    private int heard;
    private int told = -1;
    private final byte[] visemes = new byte[HOPS];
    private final int[] changed = new int[HOPS];
    private final int[] offsets = new int[HOPS];

    public OffTheShelf(OnnxScorer network) {
        this.network = network;
    }

    /** What all turns share: a call for each message. */
    public static OnnxScorer network() throws OrtException, IOException {
        ModelManifest manifest = Sound.manifest();
        int hops = hops(manifest);
        return new OnnxScorer(1, manifest.context().left() + hops + manifest.context().right(), manifest.features().features(), hops);
    }

    /** Ten that have their context by now, and those that do not: the last hop's window is never whole. */
    private static int hops(ModelManifest manifest) {
        return HOPS + manifest.context().right() + 1;
    }

    /** The message with its visemes. */
    public byte[] decorate(byte[] message) throws IOException, OrtException {
        scan.scan(message);
        hear(Base64.getDecoder().decode(Arrays.copyOfRange(message, scan.audioFrom, scan.audioFrom + scan.audioLength)));
        long start = heard * 10L;
        heard += HOPS;
        score();
        decode();
        int changes = 0;
        for (int i = 0; i < HOPS; i++) {
            if (visemes[i] != told) {
                told = visemes[i];
                changed[changes] = told;
                offsets[changes++] = 10 * i;
            }
        }
        return splice.streamed(message, changes, changed, offsets, start, false);
    }

    /** What was decided last, a viseme a hop. */
    public byte[] visemes() {
        return visemes;
    }

    private void hear(byte[] pcm) {
        for (int t = 0; t < samples.length; t++) {
            samples[t] = (short) (pcm[2 * t] & 0xFF | pcm[2 * t + 1] << 8) / 32768f;
        }
        int count = 0;
        for (int at = 0; at < samples.length; at += Resampler.MAX_SAMPLES) {
            count += resampler.accept(samples, at, Math.min(Resampler.MAX_SAMPLES, samples.length - at), resampled, count);
        }
        for (int t = 0; t < count; t++) {
            wave[waveLength++] = resampled[t] - options.preEmphasis() * lastSample;
            lastSample = resampled[t];
        }
        int at = 0;
        for (; at + options.windowSamples() <= waveLength; at += options.hopSamples()) {
            mfcc.compute(wave, at, cepstra, whole % KEPT * options.cepstra());
            row(whole++);
        }
        waveLength -= at;
        System.arraycopy(wave, at, wave, 0, waveLength);
    }

    private void row(int hop) {
        int n = options.cepstra();
        int c0 = at(hop);
        int to = hop % KEPT * options.features();
        for (int i = 0; i < n; i++) {
            mean[i] += (cepstra[c0 + i] - mean[i]) / options.meanHops();
            rows[to + i] = (cepstra[c0 + i] - mean[i]) * options.scale()[i];
            float rise = 2 * (cepstra[c0 + i] - cepstra[at(hop - 4) + i]) + cepstra[at(hop - 1) + i] - cepstra[at(hop - 3) + i];
            rows[to + n + i] = rise * 0.1f * options.scale()[n + i];
        }
    }

    private int at(int hop) {
        return Math.max(0, hop) % KEPT * options.cepstra();
    }

    private void score() throws OrtException {
        int features = options.features();
        int first = heard - hops(manifest) - manifest.context().left();
        for (int i = 0; i < network.rows.capacity() / features; i++) {
            int hop = first + i;
            boolean known = hop >= 0 && hop < whole;
            for (int f = 0; f < features; f++) {
                network.rows.put(i * features + f, known ? rows[hop % KEPT * features + f] : 0);
            }
        }
        network.score();
    }

    private void decode() {
        int first = heard - hops(manifest);
        int settled = whole - right;
        for (int hop = (int) decoder.hops(); hop < heard; hop++) {
            if (hop == settled) {
                decoder.mark();
            }
            decoder.step(network.scores, (hop - first) * 22);
        }
        decoder.trace(heard - HOPS, visemes, 0);
        decoder.rewind();
    }
}
