// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static double[] line(double perSample) {
        return IntStream.range(0, 30).mapToDouble(i -> 100 + perSample * i).toArray();
    }

    @Test
    void shouldTellWhatTheJudgedSamplesGrowBy() {
        Growth growth = Growth.of("MiB", line(1), 10, 5, 0.1);
        assertThat(growth.growth()).isEqualTo(19);
        assertThat(growth.isFlat()).isFalse();
        assertThat(Growth.of("MiB", line(-1), 10, 5, 0.1).isFlat()).isTrue();
        assertThat(Growth.of("MiB", line(0.5), 10, 10, 0).isFlat()).isTrue();
    }

    @Test
    void shouldNotBeMovedByAThirdOfWildSamples() {
        double[] samples = line(0);
        for (int i = 20; i < 29; i++) {
            samples[i] = 1000;
        }
        assertThat(Growth.of("MiB", samples, 0, 1, 0).isFlat()).isTrue();
    }

    @Test
    void shouldTakeTheLargerTolerance() {
        assertThat(Growth.of("MiB", line(0), 0, 5, 0.1).tolerance()).isEqualTo(10);
        assertThat(Growth.of("MiB", line(0), 0, 50, 0.1).tolerance()).isEqualTo(50);
    }
}
