// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonthlySpeechTest {
    private static final TenantLimits HOUR = new TenantLimits(0, 0, 0, 0, 1);
    private static final long MINUTE = 60_000;

    @TempDir
    private Path folder;
    private Instant now = Instant.parse("2026-11-30T23:59:59Z");
    private final MonthlySpeech speech = new MonthlySpeech(() -> now);

    @Test
    void shouldAddUpATenantsVendorsUntilTheMonthEnds() {
        speech.add(used("acme", "openai", 30 * MINUTE));
        speech.add(used("umbrella", "openai", 90 * MINUTE));
        assertThat(speech.isSpent("acme", HOUR)).isFalse();
        speech.add(used("acme", Account.RECORDED, 30 * MINUTE));
        assertThat(speech.isSpent("acme", HOUR)).isTrue();
        assertThat(speech.isSpent("acme", TenantLimits.NONE)).isFalse();
        assertThat(speech.isSpent("acme", new TenantLimits(0, 0, 0, 0, 2))).isFalse();
        assertThat(speech.end()).isEqualTo("2026-12-01T00:00:00Z");
        now = now.plusSeconds(1);
        assertThat(speech.isSpent("acme", HOUR)).isFalse();
        speech.add(used("acme", "openai", 60 * MINUTE));
        assertThat(speech.isSpent("acme", HOUR)).isTrue();
        assertThat(speech.end()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(speech.secondsLeft()).isEqualTo(31 * 86_400 + 1);
    }

    @Test
    void shouldRememberAcrossARestartWhatTheLedgerHasOfThisMonth() throws IOException {
        RelayConfig.Ledger settings = RelayConfig.of(Map.of("ledger.folder", folder.toString())).ledger();
        try (Ledger ledger = Ledger.open(settings, () -> Instant.parse("2026-10-31T12:00:00Z"), new Metrics())) {
            ledger.offer(used("acme", "openai", 59 * MINUTE));
        }
        try (Ledger ledger = Ledger.open(settings, () -> Instant.parse("2026-11-01T12:00:00Z"), new Metrics())) {
            ledger.offer(used("acme", "openai", 59 * MINUTE));
        }
        speech.recall(new UsageHistory(folder));
        assertThat(speech.isSpent("acme", HOUR)).isFalse();
        speech.add(used("acme", "openai", MINUTE));
        assertThat(speech.isSpent("acme", HOUR)).isTrue();
    }

    private static Increment used(String tenant, String provider, long speechMillis) {
        return new Increment(new Account(tenant, provider), new Usage(0, 0, 0, speechMillis, 0, 0));
    }
}
