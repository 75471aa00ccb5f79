// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Rates.Take;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final long FAR = Long.MAX_VALUE - 5; // System.nanoTime() may be anything, and may wrap
    private long now = FAR;
    private final Rates<String> rates = new Rates<>(() -> now, 2);

    @Test
    void shouldGiveAMinutesTokensAtOnceAndThenOneByOne() {
        for (int left = 59; left >= 0; left--) {
            assertThat(rates.take("acme", 60)).isEqualTo(new Take(60, left, 60 - left, 0));
        }
        assertThat(rates.take("acme", 60)).isEqualTo(new Take(60, 0, 60, 1));
        pass(Duration.ofMillis(999));
        assertThat(rates.take("acme", 60).admitted()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(rates.take("acme", 60).admitted()).isTrue();
        assertThat(rates.take("acme", 60).admitted()).isFalse();
        assertThat(rates.take("umbrella", 60).admitted()).isTrue();
        pass(Duration.ofHours(1));
        assertThat(rates.take("acme", 60)).isEqualTo(new Take(60, 59, 1, 0));
    }

    @Test
    void shouldSayHowLongAnEmptyBucketTakes() {
        assertThat(rates.take("acme", 1)).isEqualTo(new Take(1, 0, 60, 0));
        pass(Duration.ofSeconds(20));
        assertThat(rates.take("acme", 1)).isEqualTo(new Take(1, 0, 40, 40));
    }

    @Test
    void shouldFollowALimitThatIsChanged() {
        for (int i = 0; i < 10; i++) {
            rates.take("acme", 10);
        }
        assertThat(rates.take("acme", 10).admitted()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(rates.take("acme", 1_000_000).admitted()).isTrue();
    }

    @Test
    void shouldForgetFullBucketsAndLetNewNamesThroughWhereNoneIs() {
        rates.take("a", 1);
        rates.take("b", 1);
        assertThat(rates.take("c", 1).admitted()).isTrue();
        assertThat(rates.take("c", 1).admitted()).isTrue();
        assertThat(rates.take("a", 1).admitted()).isFalse();
        pass(Duration.ofMinutes(1));
        assertThat(rates.take("c", 1).admitted()).isTrue();
        assertThat(rates.take("c", 1).admitted()).isFalse();
    }

    @Test
    void shouldGiveNoTokenTwice() throws InterruptedException {
        AtomicInteger admitted = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int j = 0; j < 5_000; j++) {
                        admitted.addAndGet(rates.take("acme", 7_000).admitted() ? 1 : 0);
                    }
                });
            }
        }
        assertThat(admitted).hasValue(7_000);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
