// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.RelayException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalSingleUseTest {
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void shouldConsumeOnce() {
        SingleUse tokens = new LocalSingleUse(() -> now);
        assertThat(tokens.consume("a", now.plusSeconds(600))).isTrue();
        assertThat(tokens.consume("a", now.plusSeconds(600))).isFalse();
        assertThat(tokens.consume("b", now.plusSeconds(600))).isTrue();
        now = now.plusSeconds(599);
        assertThat(tokens.consume("a", now.plusSeconds(1))).isFalse();
    }

    @Test
    void shouldLetOneOfManyThreadsWin() {
        SingleUse tokens = new LocalSingleUse(() -> now);
        AtomicInteger winners = new AtomicInteger();
        IntStream.range(0, 10_000).parallel().filter(i -> tokens.consume("jti" + i % 100, now.plusSeconds(i % 100)))
                .forEach(_ -> winners.incrementAndGet());
        assertThat(winners).hasValue(100);
    }

    @Test
    void shouldRefuseWhenFullAndForgetOnlyTheExpired() {
        SingleUse tokens = new LocalSingleUse(() -> now, 2);
        Instant expiresAt = now.plusSeconds(60);
        assertThat(tokens.consume("a", expiresAt)).isTrue();
        assertThat(tokens.consume("b", expiresAt)).isTrue();
        assertThatThrownBy(() -> tokens.consume("c", expiresAt)).isInstanceOf(RelayException.class);
        assertThat(tokens.consume("a", expiresAt)).isFalse();
        now = now.plusSeconds(240);
        assertThat(tokens.consume("c", now.plusSeconds(60))).isTrue();
        assertThat(tokens.consume("d", now.plusSeconds(60))).isTrue();
    }
}
