// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Frames.MIC;
import static dev.visemux.relay.session.Frames.OTHER;
import static dev.visemux.relay.session.Frames.close;
import static dev.visemux.relay.session.Frames.closeOf;
import static dev.visemux.relay.session.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every way that a session ends. */
@Timeout(60)
class SessionEndTest {
    @Test
    void shouldPassTheVendorsCloseOnAndEchoIt() {
        try (Wire wire = new Wire()) {
            wire.vendorSays(close(4_001, "go now"));
            assertThat(closeOf(wire.clientFrames())).isEqualTo("4001 go now");
            assertThat(closeOf(wire.vendorFrames())).isEqualTo("4001 go now");
            assertThat(wire.vendor.isOpen()).as("both have closed").isFalse();
            assertThat(wire.client.isOpen()).isTrue();
            wire.pass(1_000);
            assertThat(wire.client.isOpen()).as("it never answers").isFalse();
            assertThat(wire.sessions.count()).isZero();
            assertThat(wire.count(Counter.SESSIONS_CLOSED)).isOne();
        }
    }

    @Test
    void shouldPassTheClientsCloseOnAndEchoIt() {
        try (Wire wire = new Wire()) {
            wire.clientSays(close(1000, "done"));
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1000 done");
            assertThat(wire.client.isOpen()).isFalse();
            assertThat(closeOf(wire.vendorFrames())).isEqualTo("1000 done");
            wire.vendorSays(text(OTHER), close(1000, "done"));
            assertThat(wire.vendor.isOpen()).isFalse();
        }
    }

    @Test
    void shouldPassACloseWithoutCodeAsOne() {
        try (Wire wire = new Wire()) {
            wire.vendorSends(new byte[] {(byte) 0x88, 0});
            assertThat(wire.clientBytes()).containsExactly(0x88, 0);
        }
    }

    @Test
    void shouldCallALostVendorAnError() {
        try (Wire wire = new Wire()) {
            wire.vendor.close();
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1011 upstream_lost");
            assertThat(wire.metrics.value(RelayError.UPSTREAM_LOST)).isOne();
        }
    }

    @Test
    void shouldTellTheVendorThatTheClientIsGone() {
        try (Wire wire = new Wire()) {
            wire.client.close();
            assertThat(closeOf(wire.vendorFrames())).isEqualTo("1001 ");
            assertThat(wire.metrics.value(RelayError.UPSTREAM_LOST)).isZero();
            wire.pass(1_000);
            assertThat(wire.sessions.count()).isZero();
        }
    }

    @Test
    void shouldDropAConnectionThatMustCloseInsideAFrameAfterASecond() {
        try (Wire wire = new Wire()) {
            byte[] bytes = Frames.encode(false, text(OTHER));
            wire.vendorSends(Arrays.copyOf(bytes, 200));
            wire.vendor.close();
            assertThat(wire.clientBytes()).hasSize(200);
            wire.pass(999);
            assertThat(wire.client.isOpen()).isTrue();
            wire.pass(1);
            assertThat(wire.client.isOpen()).isFalse();
        }
    }

    @Test
    void shouldEndASessionWhoseClientBreaksTheProtocol() {
        try (Wire wire = new Wire()) {
            wire.clientSends(Frames.encode(false, text("not masked")));
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1002 protocol_error");
            assertThat(closeOf(wire.vendorFrames())).isEqualTo("1001 ");
        }
    }

    @Test
    void shouldEndASessionWhoseVendorBreaksTheProtocol() {
        try (Wire wire = new Wire()) {
            wire.vendorSends(Frames.encode(true, text("masked")));
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1011 upstream_protocol_error");
        }
    }

    @Test
    void shouldRefuseAHugeMessageWithoutKeepingIt() {
        for (boolean fromClient : new boolean[] {true, false}) {
            try (Wire wire = new Wire()) {
                byte[] header = {(byte) 0x81, (byte) (fromClient ? 0xFF : 0x7F), 0, 0, 0, 0, 6, 64, 0, 0, 0, 0, 0, 0};
                byte[] bytes = Arrays.copyOf(header, 1 << 20);
                if (fromClient) {
                    wire.clientSends(bytes);
                } else {
                    wire.vendorSends(Arrays.copyOfRange(bytes, 0, 10));
                }
                for (int i = 0; i < 100; i++) {
                    if (fromClient) {
                        wire.clientSends(bytes);
                    } else {
                        wire.vendorSends(bytes);
                    }
                }
                assertThat(closeOf(wire.clientFrames())).isEqualTo("1009 message_too_large");
                assertThat(wire.vendorBytes().length + wire.clientBytes().length).isLessThan(100);
            }
        }
    }

    @Test
    void shouldEndASilentSession() {
        try (Wire wire = new Wire(Map.of("session.idle", "20s"))) {
            wire.pass(15_000);
            wire.clientSays(MIC);
            wire.pass(19_000);
            assertThat(wire.clientBytes()).isEmpty();
            wire.pass(2_000);
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1001 idle");
            wire.pass(1_000);
            assertThat(wire.sessions.count()).isZero();
        }
    }

    @Test
    void shouldEndASessionThatLastsTooLong() {
        try (Wire wire = new Wire(Map.of("session.max_duration", "10s"))) {
            for (int i = 0; i < 9; i++) {
                wire.clientSays(MIC);
                wire.pass(1_000);
            }
            assertThat(wire.clientBytes()).isEmpty();
            wire.pass(1_001);
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1008 session_expired");
        }
    }

    @Test
    void shouldPassAndCountThatTheVendorEndsASession() {
        try (Wire wire = new Wire()) {
            String expired = "{\"type\":\"error\",\"error\":{\"code\":\"session_expired\"}}";
            wire.vendorSays(expired);
            assertThat(wire.heard()).containsExactly(expired);
            assertThat(wire.count(Counter.GO_AWAY)).isOne();
            wire.forget();
            wire.vendorSays(Frames.close(1001, "Your session hit the maximum duration of 60 minutes."));
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1001 Your session hit the maximum duration of 60 minutes.");
            assertThat(wire.count(Counter.GO_AWAY)).isEqualTo(2);
        }
        try (Wire wire = new Wire()) {
            wire.clientSays(Frames.close(1001, ""));
            wire.vendorSays(Frames.close(1001, ""));
            assertThat(wire.count(Counter.GO_AWAY)).as("an echo").isZero();
        }
    }

    @Test
    void shouldEndOpenSessionsWhenDraining() {
        try (Wire wire = new Wire()) {
            wire.sessions.drain(Duration.ZERO);
            wire.client.runPendingTasks();
            assertThat(closeOf(wire.clientFrames())).isEqualTo("1001 draining");
        }
    }
}
