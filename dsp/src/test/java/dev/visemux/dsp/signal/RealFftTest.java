// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFftTest {

    @ParameterizedTest
    @ValueSource(ints = {8, 32, 128, 512, 2048})
    void shouldTakeThePowerOfEachFrequencyInEachLane(int size) {
        Kernels kernels = Kernels.best();
        int lanes = kernels.lanes();
        double[][] signals = new double[lanes][size];
        float[] columns = new float[size * lanes];
        Random random = new Random(size);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = random.nextFloat() - 0.5f;
            signals[i % lanes][i / lanes] = columns[i];
        }
        float[] powers = new float[(size / 2 + 1) * lanes];
        new RealFft(size, kernels).powers(columns, powers);
        for (int lane = 0; lane < lanes; lane++) {
            double[] expected = Recipe.powers(signals[lane], size);
            for (int k = 0; k < expected.length; k++) {
                assertThat((double) powers[k * lanes + lane]).as("lane %d bin %d", lane, k)
                        .isCloseTo(expected[k], within(1e-5 * (1 + expected[k])));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 256, 500, 1024})
    void shouldFitOnlyTwicePowersOfFour(int size) {
        assertThat(RealFft.fits(size)).isFalse();
    }
}
