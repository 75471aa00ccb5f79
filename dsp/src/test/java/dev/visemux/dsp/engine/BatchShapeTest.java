// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchShapeTest {
    @Test
    void shouldRoundSegmentsUpToAShape() {
        assertThat(BatchShape.batch(1)).isEqualTo(4);
        assertThat(BatchShape.batch(5)).isEqualTo(8);
        assertThat(BatchShape.batch(8)).isEqualTo(8);
        assertThat(BatchShape.batch(9)).isEqualTo(16);
        assertThat(BatchShape.batch(32)).isEqualTo(32);
    }

    @Test
    void shouldFindOneLongSegmentCheaperThanManyShortOnes() {
        assertThat(BatchShape.cost(1, 40, 28)).isLessThan(BatchShape.cost(32, 5, 28));
    }

    @Test
    void shouldFindShortSegmentsCheaperForManyStreamsWithLittleWork() {
        assertThat(BatchShape.cost(32, 10, 28)).isLessThan(BatchShape.cost(32, 40, 28));
    }

    @Test
    void shouldCountEveryCall() {
        assertThat(BatchShape.cost(33, 10, 28)).isGreaterThan(BatchShape.cost(32, 10, 28) + 200);
    }
}
