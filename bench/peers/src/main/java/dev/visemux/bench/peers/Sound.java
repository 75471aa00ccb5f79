// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.bench.Language;
import dev.visemux.bench.Speech;
import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Resampler;
import dev.visemux.dsp.viseme.ModelManifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Ten seconds of real speech, and the model that listens to it. */
public final class Sound {
    public static final int SECONDS = 10;
    private static final Path MODEL = Path.of(System.getProperty("visemux.home"), "config", "models", "default");

    static {
        Kernels.warmUp(); // once a JVM: JMH's own warm-up is over before vectors are compiled
    }

    private Sound() {}

    public static Path models() {
        return MODEL.getParent();
    }

    static Path weights() {
        return MODEL.resolve("weights.safetensors");
    }

    static ModelManifest manifest() {
        return ModelManifest.read(MODEL.resolve("manifest.yaml"));
    }

    /** PCM16. */
    static byte[] pcm(int rateHz) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Speech speech : Language.en.speeches()) {
            all.writeBytes(speech.as(Speech.Encoding.PCM16, rateHz));
        }
        byte[] ten = new byte[2 * rateHz * SECONDS];
        System.arraycopy(all.toByteArray(), 0, ten, 0, ten.length);
        return ten;
    }

    static float[] samples(int rateHz) throws IOException {
        byte[] pcm = pcm(rateHz);
        float[] samples = new float[pcm.length / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (pcm[2 * i] & 0xFF | pcm[2 * i + 1] << 8) / 32768f;
        }
        return samples;
    }

    /** All of it, from one rate to another, by these kernels. */
    static float[] resampled(float[] samples, int fromHz, int toHz, Kernels kernels) {
        Resampler resampler = new Resampler(fromHz, toHz, kernels);
        float[] all = new float[resampler.maxOutput(samples.length) + resampler.maxOutput(Resampler.MAX_SAMPLES)];
        int length = 0;
        for (int at = 0; at < samples.length; at += Resampler.MAX_SAMPLES) {
            length += resampler.accept(samples, at, Math.min(Resampler.MAX_SAMPLES, samples.length - at), all, length);
        }
        length += resampler.finish(all, length);
        return Arrays.copyOf(all, length);
    }

    /** What windows are cut from: 16 kHz, pre-emphasized. */
    static float[] wave(FeatureOptions options) throws IOException {
        float[] wave = resampled(samples(24_000), 24_000, options.sampleRateHz(), Kernels.best());
        for (int t = wave.length - 1; t > 0; t--) {
            wave[t] -= options.preEmphasis() * wave[t - 1];
        }
        return wave;
    }

    static double furthest(float[] a, float[] b) {
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs(a[i] - b[i]));
        }
        return most;
    }
}
