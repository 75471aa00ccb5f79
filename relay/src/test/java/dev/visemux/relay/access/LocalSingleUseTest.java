// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalSingleUseTest {
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void shouldConsumeOnce() {
        SingleUse tokens = new LocalSingleUse(() -> now);
        assertThat(consume(tokens, "a", now.plusSeconds(600))).isNull();
        assertThat(consume(tokens, "a", now.plusSeconds(600))).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(consume(tokens, "b", now.plusSeconds(600))).isNull();
        now = now.plusSeconds(599);
        assertThat(consume(tokens, "a", now.plusSeconds(1))).isEqualTo(RelayError.TOKEN_CONSUMED);
    }

    @Test
    void shouldRememberATokenAsLongAsClocksThatDifferLetItOpen() {
        for (int second = 0; second < 60; second++) {
            Instant expiresAt = now.plusSeconds(600 + second);
            SingleUse tokens = new LocalSingleUse(() -> now);
            assertThat(consume(tokens, "a", expiresAt)).isNull();
            Instant before = now;
            now = expiresAt.plusSeconds(60); // twice the largest tokens.clock_skew
            assertThat(consume(tokens, "a", expiresAt)).as("%d", second).isEqualTo(RelayError.TOKEN_CONSUMED);
            now = before;
        }
    }

    @Test
    void shouldLetOneOfManyThreadsWin() {
        SingleUse tokens = new LocalSingleUse(() -> now);
        AtomicInteger winners = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().filter(i -> consume(tokens, "jti" + i % 100, now.plusSeconds(i % 100)) == null)
                .forEach(_ -> winners.incrementAndGet());
        assertThat(winners).hasValue(100);
    }

    @Test
    void shouldRefuseWhenFullAndForgetOnlyTheExpired() {
        SingleUse tokens = new LocalSingleUse(() -> now, 2);
        Instant expiresAt = now.plusSeconds(60);
        assertThat(consume(tokens, "a", expiresAt)).isNull();
        assertThat(consume(tokens, "b", expiresAt)).isNull();
        assertThat(consume(tokens, "c", expiresAt)).isEqualTo(RelayError.OVERLOADED);
        assertThat(consume(tokens, "a", expiresAt)).isEqualTo(RelayError.TOKEN_CONSUMED);
        now = now.plusSeconds(240);
        assertThat(consume(tokens, "c", now.plusSeconds(60))).isNull();
        assertThat(consume(tokens, "d", now.plusSeconds(60))).isNull();
    }

    /** The verdict: null for the first. */
    private static RelayError consume(SingleUse tokens, String jti, Instant expiresAt) {
        AtomicReference<RelayError> verdict = new AtomicReference<>(RelayError.INTERNAL);
        tokens.consume(jti, expiresAt, Runnable::run, verdict::set);
        return verdict.get();
    }
}
