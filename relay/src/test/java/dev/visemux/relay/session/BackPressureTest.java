// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Frames.MIC;
import static dev.visemux.relay.session.Frames.OTHER;
import static dev.visemux.relay.session.Frames.closeOf;
import static dev.visemux.relay.session.Frames.ping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does not read stops the other side from being read, and is cut in the end. */
@Timeout(60)
class BackPressureTest {
    @Test
    void shouldStopReadingTheVendorWhileTheClientDoesNotRead() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB"))) {
            StuckPeer stuck = StuckPeer.at(wire.client);
            int sent = 0;
            while (wire.vendor.config().isAutoRead()) {
                wire.vendorSays(OTHER);
                sent++;
            }
            assertThat(sent).isBetween(100, 250);
            assertThat(wire.client.config().isAutoRead()).isTrue();
            stuck.stuck = false;
            wire.client.flush();
            assertThat(wire.vendor.config().isAutoRead()).isTrue();
            assertThat(wire.heard()).hasSize(sent);
        }
    }

    @Test
    void shouldStopReadingTheClientWhileTheVendorDoesNotRead() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB"))) {
            StuckPeer stuck = StuckPeer.at(wire.vendor);
            while (wire.client.config().isAutoRead()) {
                wire.clientSays(MIC);
            }
            assertThat(wire.vendor.config().isAutoRead()).isTrue();
            stuck.stuck = false;
            wire.vendor.flush();
            assertThat(wire.client.config().isAutoRead()).isTrue();
        }
    }

    @Test
    void shouldStopReadingTheVendorWhileTooMuchIsHeld() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB"))) {
            wire.engine.pause();
            wire.vendorSays(Audio.delta(Audio.pcm(480, true)));
            while (wire.vendor.config().isAutoRead()) {
                wire.vendorSays(OTHER);
            }
            assertThat(wire.clientBytes()).isEmpty();
            wire.pass(50);
            assertThat(wire.vendor.config().isAutoRead()).isTrue();
            assertThat(wire.heard()).hasSizeGreaterThan(50);
        }
    }

    @Test
    void shouldKeepOneAnswerForAClientThatAsksAndNeverReads() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB", "session.max_idle_frames", "5000"))) {
            StuckPeer stuck = StuckPeer.at(wire.client);
            for (int i = 0; i < 3_000; i++) {
                wire.clientSays(ping("p" + i));
            }
            assertThat(wire.client.unsafe().outboundBuffer().totalPendingWriteBytes()).isLessThan(70 << 10);
            stuck.stuck = false;
            wire.client.flush();
            assertThat(wire.clientFrames()).hasSizeLessThan(3_000);
            assertThat(wire.clientFrames().getLast().payload()).isEqualTo("p2999");
        }
    }

    @Test
    void shouldCutAClientThatTakesNothing() {
        try (Wire wire = new Wire(Map.of("session.slow_consumer", "4s"))) {
            wire.pass(60_000);
            StuckPeer stuck = StuckPeer.at(wire.client);
            wire.vendorSays(OTHER);
            wire.pass(3_500);
            stuck.stuck = false;
            wire.client.flush();
            stuck.stuck = true;
            wire.vendorSays(OTHER, OTHER);
            wire.pass(3_500);
            assertThat(wire.session.open()).as("it took something meanwhile").isTrue();
            wire.pass(1_500);
            assertThat(wire.session.open()).isFalse();
            assertThat(wire.count(Counter.SLOW_CONSUMERS)).isOne();
            assertThat(closeOf(wire.vendorFrames())).isEqualTo("1001 ");
            stuck.stuck = false;
            wire.client.flush();
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1008 slow_consumer");
        }
    }

    @Test
    void shouldDropASlowClientThatDoesNotEvenTakeItsClose() {
        try (Wire wire = new Wire(Map.of("session.slow_consumer", "4s"))) {
            StuckPeer.at(wire.client);
            wire.vendorSays(OTHER);
            wire.pass(3_500);
            assertThat(wire.session.open()).isTrue();
            wire.pass(3_500);
            assertThat(wire.client.isOpen()).isFalse();
            assertThat(wire.sessions.count()).isZero();
        }
    }
}
