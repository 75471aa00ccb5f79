// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MfccTest {
    private static final FeatureOptions OPTIONS = Recipe.OPTIONS;
    private static final int CEPSTRA = OPTIONS.cepstra();

    static Stream<Kernels> twins() {
        return Stream.of(Kernels.best(), Kernels.scalar(), new ScalarKernels(3));
    }

    @ParameterizedTest
    @MethodSource("twins")
    void shouldFollowTheRecipeHoweverManyWindowsWait(Kernels kernels) {
        Mfcc mfcc = new Mfcc(OPTIONS, kernels);
        Random random = new Random(1);
        for (int windows = 1; windows <= 3 * 16; windows++) {
            double[][] signals = new double[windows][OPTIONS.windowSamples()];
            float[] cepstra = new float[windows * CEPSTRA];
            for (int window = 0; window < windows; window++) {
                float[] samples = noise(signals[window], random);
                if (window % 3 == 0) {
                    mfcc.addEnding(samples, 5, cepstra, window * CEPSTRA);
                } else {
                    mfcc.add(samples, 5, cepstra, window * CEPSTRA);
                }
            }
            mfcc.flush();
            for (int window = 0; window < windows; window++) {
                double[] expected = Recipe.cepstra(OPTIONS, signals[window], 0, window % 3 == 0 ? 320 : 200);
                for (int i = 0; i < CEPSTRA; i++) {
                    assertThat((double) cepstra[window * CEPSTRA + i]).as("window %d of %d, c%d", window, windows, i)
                            .isCloseTo(expected[i], within(1e-4));
                }
            }
        }
    }

    /** From silence to the loudest; the window begins at 5. */
    private static float[] noise(double[] signal, Random random) {
        float[] samples = new float[signal.length + 5];
        float gain = (float) Math.pow(10, -5 * random.nextDouble()) * random.nextInt(2);
        for (int t = 0; t < signal.length; t++) {
            samples[t + 5] = gain * (2 * random.nextFloat() - 1);
            signal[t] = samples[t + 5];
        }
        return samples;
    }

    @Test
    void shouldLetTheLastOfTwoForOnePlaceWin() {
        Mfcc mfcc = new Mfcc(OPTIONS, Kernels.best());
        float[] silence = new float[400];
        float[] step = new float[400];
        step[200] = 1;
        float[] twice = new float[CEPSTRA];
        mfcc.add(silence, 0, twice, 0);
        mfcc.add(step, 0, twice, 0);
        float[] once = new float[CEPSTRA];
        mfcc.add(step, 0, once, 0);
        mfcc.flush();
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void shouldCopyWhatItQueues() {
        Mfcc mfcc = new Mfcc(OPTIONS, Kernels.best());
        float[] samples = new float[400];
        float[] silence = new float[CEPSTRA];
        mfcc.add(samples, 0, silence, 0);
        samples[200] = 1;
        mfcc.flush();
        assertThat(silence[0]).isCloseTo((float) (Math.log(1e-5) * Math.sqrt(40)), within(1e-3f));
    }
}
