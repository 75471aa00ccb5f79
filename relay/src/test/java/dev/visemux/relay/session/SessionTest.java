// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Frames.close;
import static dev.visemux.relay.session.Frames.more;
import static dev.visemux.relay.session.Frames.ping;
import static dev.visemux.relay.session.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session passes on, and every way it ends. */
@Timeout(60)
class SessionTest {
    private static final String MIC =
            "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "A".repeat(2_000) + "\"}";
    private static final String OTHER = "{\"type\":\"rate_limits.updated\",\"x\":\"" + "y".repeat(300) + "\"}";

    /** A peer that does not read. */
    private static final class Stuck extends ChannelOutboundHandlerAdapter {
        boolean stuck = true;

        @Override
        public void flush(ChannelHandlerContext ctx) {
            if (!stuck) {
                ctx.flush();
            }
        }
    }

    @Test
    void shouldPassMessagesBothWaysAndCountThem() {
        try (Wire wire = new Wire()) {
            wire.clientSays(text(MIC), text(false, "fr"), ping("c"), more(true, "agment"),
                    Frames.binary(new byte[70_000]));
            wire.vendorSays(text(OTHER), text(false, "{\"type\":\"x\""), ping("v"), more(true, "}"));
            assertThat(wire.vendorFrames()).extracting(Frame::toString).containsExactly(
                    "TEXT:" + MIC.substring(0, 300) + "...",
                    "TEXT+:fr", "CONTINUATION:agment", "BINARY:" + "\0".repeat(300) + "...", "PONG:v");
            assertThat(wire.clientFrames()).extracting(Frame::toString).containsExactly("PONG:c",
                    "TEXT:" + OTHER.substring(0, 300) + "...", "TEXT+:{\"type\":\"x\"", "CONTINUATION:}");
            assertThat(wire.count(Counter.CLIENT_MESSAGES)).isEqualTo(3);
            assertThat(wire.count(Counter.UPSTREAM_MESSAGES)).isEqualTo(2);
            assertThat(wire.count(Counter.GATHERED)).as("no fragment that tells its type").isZero();
        }
    }

    @Test
    void shouldKeepTheClientsMaskOnlyTowardsTls() {
        byte[] bytes = Frames.encode(true, text(MIC));
        try (Wire plain = new Wire(); Wire tls = new Wire(Map.of(), DspOptions.defaults(), "wss://vendor/")) {
            tls.stand();
            plain.clientSends(bytes);
            tls.clientSends(bytes);
            assertThat(plain.vendorBytes()).isNotEqualTo(bytes);
            assertThat(tls.vendorBytes()).isEqualTo(bytes);
            assertThat(plain.vendorFrames()).isEqualTo(tls.vendorFrames());
        }
    }

    @Test
    void shouldKeepWhatTheClientSaysBeforeTheVendorStands() {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
            assertThat(wire.client.config().isAutoRead()).isFalse();
            byte[] bytes = Frames.encode(true, text(MIC), text("cut in two"));
            wire.clientSends(Arrays.copyOf(bytes, bytes.length - 5));
            wire.stand();
            assertThat(wire.client.config().isAutoRead()).isTrue();
            wire.clientSends(Arrays.copyOfRange(bytes, bytes.length - 5, bytes.length));
            assertThat(wire.vendorFrames()).extracting(Frame::payload).containsExactly(MIC, "cut in two");
            assertThat(wire.count(Counter.SESSIONS_OPENED)).isOne();
        }
    }

    @Test
    void shouldTellTheClientWhyTheVendorDoesNotStand() {
        for (RelayError error : List.of(RelayError.UPSTREAM_UNAUTHORIZED, RelayError.UPSTREAM_UNREACHABLE)) {
            try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
                wire.clientSays(MIC);
                wire.outcome().refused(error);
                assertThat(closeOf(wire.clientFrames())).isEqualTo(error.closeCode() + " " + error.code());
                wire.clientSays(MIC, MIC);
                assertThat(wire.client.isOpen()).isTrue();
                wire.clientSays(close(error.closeCode(), ""));
                assertThat(wire.client.isOpen()).isFalse();
                assertThat(wire.sessions.count()).isZero();
            }
        }
    }

    @Test
    void shouldGiveTheDialUpWhenTheClientLeaves() {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
            wire.clientSays(MIC);
            wire.client.close();
            assertThat(wire.vendor.isOpen()).isFalse();
            assertThat(wire.sessions.count()).isZero();
            wire.stand(); // it stood at the same moment
        }
    }

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
    void shouldAnswerAPingBetweenFramesOnly() {
        try (Wire wire = new Wire()) {
            byte[] bytes = Frames.encode(false, text(OTHER));
            wire.vendorSends(Arrays.copyOf(bytes, 200));
            wire.clientSays(ping("one"), ping("two"));
            assertThat(wire.clientBytes()).hasSize(200);
            wire.vendorSends(Arrays.copyOfRange(bytes, 200, bytes.length));
            assertThat(wire.clientFrames()).extracting(Frame::kind).containsExactly("TEXT", "PONG");
            assertThat(wire.clientFrames().getLast().payload()).as("the latest answers for all").isEqualTo("two");
        }
    }

    @Test
    void shouldKeepOneAnswerForAClientThatAsksAndNeverReads() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB", "session.max_idle_frames", "5000"))) {
            Stuck stuck = stick(wire.client);
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

    @Test
    void shouldStopReadingTheVendorWhileTheClientDoesNotRead() {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB"))) {
            Stuck stuck = stick(wire.client);
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
            Stuck stuck = stick(wire.vendor);
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
    void shouldCutAClientThatTakesNothing() {
        try (Wire wire = new Wire(Map.of("session.slow_consumer", "4s"))) {
            wire.pass(60_000);
            Stuck stuck = stick(wire.client);
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
            stick(wire.client);
            wire.vendorSays(OTHER);
            wire.pass(3_500);
            assertThat(wire.session.open()).isTrue();
            wire.pass(3_500);
            assertThat(wire.client.isOpen()).isFalse();
            assertThat(wire.sessions.count()).isZero();
        }
    }

    private static Stuck stick(EmbeddedChannel channel) {
        Stuck stuck = new Stuck();
        channel.pipeline().addFirst(stuck);
        return stuck;
    }

    private static String closeOf(List<Frame> frames) {
        assertThat(frames).isNotEmpty();
        assertThat(frames.getLast().kind()).isEqualTo("CLOSE");
        return frames.getLast().payload();
    }
}
