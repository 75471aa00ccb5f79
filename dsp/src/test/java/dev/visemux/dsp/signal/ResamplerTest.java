// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
    private static final int OUT_HZ = 16_000;

    /** Gain and delay at once: the output is the sine itself, sampled at the other rate. */
    @ParameterizedTest
    @ValueSource(ints = {8_000, 8_001, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000})
    void shouldPassASineUnmovedBelowTheCutoff(int inHz) {
        double edge = 0.4 * Math.min(inHz, OUT_HZ);
        for (double hz = 50; hz <= edge; hz *= 1.3) {
            float[] output = resample(sine(hz, inHz, inHz / 4), inHz);
            float[] expected = sine(hz, OUT_HZ, output.length);
            for (int t = 64; t < output.length - 64; t++) {
                assertThat(output[t]).as("%.0f Hz at %d", hz, t).isCloseTo(expected[t], within(4e-3f));
            }
        }
    }

    /** What cannot be kept must not fold below 7,600 Hz, where the mel filters end. */
    @ParameterizedTest
    @ValueSource(ints = {22_050, 24_000, 32_000, 44_100, 48_000})
    void shouldSilenceWhatWouldFold(int inHz) {
        for (double hz = 8_400; hz < inHz / 2.0; hz += 97) {
            float[] output = resample(sine(hz, inHz, inHz / 4), inHz);
            assertThat(loudest(output, 64)).as("%.0f Hz", hz).isLessThan(2.5e-3f);
        }
    }

    /** Nor may a telephone's band be mirrored above itself. */
    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 12_000})
    void shouldSilenceTheImageOfALowRate(int inHz) {
        double hz = 0.44 * inHz;
        float[] output = resample(sine(hz, inHz, inHz / 2), inHz);
        assertThat(amplitude(output, inHz - hz)).isLessThan(2.5e-3);
        assertThat(amplitude(output, hz)).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 8_001, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000})
    void shouldGiveTheSameBitsHoweverTheInputIsCut(int inHz) {
        Random random = new Random(inHz);
        float[] input = new float[inHz / 3 + 7];
        for (int t = 0; t < input.length; t++) {
            input[t] = random.nextFloat() - 0.5f;
        }
        float[] whole = resample(input, inHz);
        assertThat(whole).hasSize((int) Math.ceilDiv((long) input.length * OUT_HZ, inHz));
        assertThat(resample(input, inHz, random)).isEqualTo(whole);
        assertThat(resample(input, inHz, random)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 22_050, 24_000, 44_100, 48_000})
    void shouldWaitForSixteenPeriodsOfTheLowerRate(int inHz) {
        Resampler resampler = new Resampler(inHz, OUT_HZ, Kernels.best());
        float[] output = new float[2_000];
        int count = resampler.accept(new float[512], 0, 512, output, 0);
        double waited = 512.0 / inHz - (double) count / OUT_HZ;
        assertThat(waited).isBetween(0.0, 17.0 / Math.min(inHz, OUT_HZ));
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 24_000, 44_100})
    void shouldKeepTheClockAcrossARestart(int inHz) {
        Resampler resampler = new Resampler(inHz, OUT_HZ, Kernels.best());
        float[] output = new float[2_000];
        int before = resampler.accept(sine(300, inHz, 331), 0, 331, output, 0);
        before += resampler.finish(output, before);
        resampler.restart();
        float[] impulse = new float[400];
        impulse[200] = 1;
        int count = resampler.accept(impulse, 0, 400, output, before);
        Arrays.fill(output, 0, before, 0);
        int peak = 0;
        for (int t = 0; t < before + count; t++) {
            peak = Math.abs(output[t]) > Math.abs(output[peak]) ? t : peak;
        }
        assertThat((double) peak / OUT_HZ).isCloseTo(531.0 / inHz, within(0.51 / OUT_HZ));
        assertThat(output[before + 40]).as("nothing of the sine").isZero();
    }

    private static float[] resample(float[] input, int inHz) {
        return resample(input, inHz, null);
    }

    /** In pieces of the largest size, or of any. */
    private static float[] resample(float[] input, int inHz, Random random) {
        Resampler resampler = new Resampler(inHz, OUT_HZ, Kernels.best());
        float[] output = new float[(int) ((long) input.length * OUT_HZ / inHz) + 2_000];
        int given = 0;
        for (int at = 0, count; at < input.length; at += count) {
            int most = Math.min(Resampler.MAX_SAMPLES, input.length - at);
            count = random == null ? most : random.nextInt(most + 1);
            given += resampler.accept(input, at, count, output, given);
        }
        given += resampler.finish(output, given);
        return Arrays.copyOf(output, given);
    }

    private static float[] sine(double hz, int rateHz, int samples) {
        float[] sine = new float[samples];
        for (int t = 0; t < samples; t++) {
            sine[t] = (float) Math.sin(2 * Math.PI * hz * t / rateHz);
        }
        return sine;
    }

    private static float loudest(float[] signal, int margin) {
        float loudest = 0;
        for (int t = margin; t < signal.length - margin; t++) {
            loudest = Math.max(loudest, Math.abs(signal[t]));
        }
        return loudest;
    }

    private static double amplitude(float[] signal, double hz) {
        double re = 0;
        double im = 0;
        double sum = 0;
        for (int t = 0; t < signal.length; t++) {
            double window = 1 - Math.cos(2 * Math.PI * t / signal.length);
            re += signal[t] * window * Math.cos(2 * Math.PI * hz * t / OUT_HZ);
            im += signal[t] * window * Math.sin(2 * Math.PI * hz * t / OUT_HZ);
            sum += window;
        }
        return 2 * Math.hypot(re, im) / sum;
    }
}
