// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Frames.MIC;
import static dev.visemux.relay.session.Frames.OTHER;
import static dev.visemux.relay.session.Frames.close;
import static dev.visemux.relay.session.Frames.closeOf;
import static dev.visemux.relay.session.Frames.more;
import static dev.visemux.relay.session.Frames.ping;
import static dev.visemux.relay.session.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.session.Frames.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session passes on, and how it begins. */
@Timeout(60)
class SessionTest {
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
}
