// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UpgradeRateTest {
    private Instant now = Instant.parse("2026-11-21T10:00:30Z");

    @Test
    void shouldCountEachAddressByTheMinute() {
        UpgradeRate rate = new UpgradeRate(2, () -> now);
        assertThat(rate.admits(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
        assertThat(rate.admits(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
        assertThat(rate.admits(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(rate.admits(InetAddress.ofLiteral("10.0.0.2"))).isTrue();
        now = now.plus(Duration.ofSeconds(30));
        assertThat(rate.admits(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
    }
}
