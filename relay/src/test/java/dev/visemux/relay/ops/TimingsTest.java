// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Timings.Kind;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimingsTest {
    @Test
    void shouldTellShareCountAndLongestOfEachKind() {
        Timings timings = new Timings();
        LongStream.rangeClosed(1, 100).forEach(millis -> timings.record(Kind.AUDIO, millis * 1_000_000, 1));
        timings.record(Kind.OTHER, 40_000, 3);
        assertThat(timings.count(Kind.AUDIO)).isEqualTo(100);
        assertThat(timings.atMost(Kind.AUDIO, 0.5)).isEqualTo(50_000_000);
        assertThat(timings.atMost(Kind.AUDIO, 0.51)).as("the end of the next bucket").isEqualTo(60_000_000);
        assertThat(timings.atMost(Kind.AUDIO, 0.99)).isEqualTo(100_000_000);
        assertThat(timings.longest(Kind.AUDIO)).isEqualTo(100_000_000);
        assertThat(timings.count(Kind.OTHER)).isEqualTo(3);
        assertThat(timings.atMost(Kind.OTHER, 0.99)).as("never longer than the longest").isEqualTo(40_000);
        assertThat(timings.seconds(Kind.OTHER)).isEqualTo(120e-6);
        assertThat(timings.atMost(Kind.DIAL, 0.5)).isZero();
        timings.record(Kind.DIAL, 60_000_000_000L, 1);
        assertThat(timings.atMost(Kind.DIAL, 0.5)).as("longer than any bucket").isEqualTo(60_000_000_000L);
    }

    @Test
    void shouldBoundTheCodesOfCloses() {
        Closes closes = new Closes();
        for (int code : new int[] {1000, 1014, 3_001, 3_999, 4_000, 4_001, 0, 1015, 2_000, 9_999}) {
            closes.count(Closes.Side.UPSTREAM, code);
        }
        assertThat(closes.value(Closes.Side.UPSTREAM, 1014)).isOne();
        assertThat(closes.value(Closes.Side.UPSTREAM, 3_500)).isEqualTo(2);
        assertThat(closes.value(Closes.Side.UPSTREAM, 4_999)).isEqualTo(2);
        assertThat(closes.value(Closes.Side.UPSTREAM, 5_000)).isEqualTo(4);
        assertThat(closes.value(Closes.Side.CLIENT, 1000)).isZero();
        assertThat(LongStream.range(0, Closes.CODES).mapToObj(place -> Closes.label((int) place)))
                .startsWith("1000", "1001").endsWith("1014", "3xxx", "4xxx", "other");
    }
}
