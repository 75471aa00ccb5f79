// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Against the double precision of {@link Math}. */
class TranscendentalTest {

    @Test
    void shouldTakeLogarithmsOfEveryMagnitude() {
        for (float x = Float.MIN_NORMAL; x < 1e30f; x *= 1.0007f) {
            assertThat((double) Transcendental.log(x)).as("ln %s", x).isEqualTo(Math.log(x), within(2.0 * Math.ulp((float) Math.log(x)) + 1e-7));
        }
    }

    @Test
    void shouldTakePowersOfEveryMagnitude() {
        for (float x = 0; x > -87; x -= 0.0037f) {
            float exact = (float) Math.exp(x);
            assertThat(Transcendental.exp(x)).as("e^%s", x).isEqualTo(exact, within(2 * Math.ulp(exact)));
        }
    }

    @Test
    void shouldTakeNothingForThePowerOfMuchLess() {
        assertThat(Transcendental.exp(Float.NEGATIVE_INFINITY)).isBetween(0f, 1e-37f);
    }
}
