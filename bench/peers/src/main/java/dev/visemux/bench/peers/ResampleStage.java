// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Resampler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** To 16 kHz. What the JDK has is made for files: it takes all ten seconds at once, in its finest quality. */
@State(Scope.Thread)
@Stage("resample to 16 kHz")
public class ResampleStage implements Comparison {
    private static final int TO = 16_000;

    @Param({"8000", "22050", "24000", "44100", "48000"})
    public int rate;

    private float[] samples;
    private float[] resampled;
    private byte[] floats;
    private Resampler resampler;
    private int at;

    @Setup
    @Override
    public void prepare() throws IOException {
        samples = Sound.samples(rate);
        floats = new byte[4 * samples.length];
        ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(samples);
        resampler = new Resampler(rate, TO, Kernels.best());
        resampled = new float[resampler.maxOutput(Resampler.MAX_SAMPLES)];
    }

    @Override
    public String input() {
        return "%,d Hz".formatted(rate);
    }

    @Override
    public double messages() {
        return Sound.SECONDS * 1000.0 / Messages.MILLIS;
    }

    @Benchmark
    @Way(Way.OURS)
    public float ours() {
        for (at = 0; at < samples.length; at += Resampler.MAX_SAMPLES) {
            resampler.accept(samples, at, Math.min(Resampler.MAX_SAMPLES, samples.length - at), resampled, 0);
        }
        return resampled[0];
    }

    @Benchmark
    @Way("JDK, sinc")
    public int jdk() throws IOException {
        return jdkResampled().length;
    }

    private byte[] jdkResampled() throws IOException {
        AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(floats), format(rate), samples.length);
        return AudioSystem.getAudioInputStream(format(TO), in).readAllBytes();
    }

    private static AudioFormat format(int rateHz) {
        return new AudioFormat(AudioFormat.Encoding.PCM_FLOAT, rateHz, 32, 1, 4, rateHz, false, Map.of("interpolation", "sinc"));
    }

    @Override
    public String agreement(String method) throws IOException {
        float[] ours = Sound.resampled(samples, rate, TO, Kernels.best());
        if (method.equals(SCALAR)) {
            return "within %.0e of 1".formatted(Sound.furthest(ours, Sound.resampled(samples, rate, TO, Kernels.scalar())));
        }
        float[] theirs = new float[ours.length];
        ByteBuffer bytes = ByteBuffer.wrap(jdkResampled()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().get(theirs, 0, Math.min(theirs.length, bytes.capacity() / 4));
        return "%.0f dB below the sound".formatted(decibels(ours, theirs));
    }

    /** How far below the sound the difference lies. */
    private static double decibels(float[] sound, float[] other) {
        double power = 0;
        double difference = 0;
        for (int t = 0; t < sound.length; t++) {
            power += sound[t] * sound[t];
            difference += (sound[t] - other[t]) * (sound[t] - other[t]);
        }
        return 10 * Math.log10(power / difference);
    }
}
