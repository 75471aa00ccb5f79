// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session is counted for is what it forwarded. */
@Timeout(60)
class MeteringTest {
    private static final String STARTED = "{\"type\":\"input_audio_buffer.speech_started\"}";

    @Test
    void shouldCountSamplesSpeechMessagesAndBytes() {
        try (Wire wire = new Wire()) {
            byte[] mic = Frames.encode(true, Frames.text("{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAA\"}"));
            byte[] agent = Frames.encode(false, Frames.text(created("r")), Frames.text(delta("r", pcm(2_400, false))),
                    Frames.text(delta("r", pcm(4_800, true))), Frames.ping("p"), Frames.text(done("r")));
            wire.clientSends(mic);
            wire.vendorSends(agent);
            long speech = speechTold(wire.await(4));
            Usage usage = usage(wire);
            assertThat(usage.audioMillis()).as("7,200 samples of 24 kHz").isEqualTo(300);
            assertThat(usage.speechMillis()).isEqualTo(speech).isBetween(180L, 240L);
            assertThat(usage.messages()).isEqualTo(5);
            assertThat(usage.bytes()).isEqualTo(mic.length + agent.length);
            assertThat(usage.sessions()).isOne();
            assertThat(wire.increments).extracting(Increment::account).containsOnly(new Account("acme", "openai"));
        }
    }

    @Test
    void shouldCountAudioThatLeavesWithoutVisemesButNoSpeech() {
        try (Wire wire = new Wire(Map.of("session.hold", "0ms"))) {
            wire.engine.pause();
            for (int i = 0; i < 7; i++) {
                wire.vendorSays(delta("r", pcm(2_399, true)));
            }
            wire.await(7);
            assertThat(wire.count(Counter.UNDECORATED_HOLD)).isEqualTo(7);
            Usage usage = usage(wire);
            assertThat(usage.audioMillis()).as("floored once, not once a message").isEqualTo(7 * 2_399 * 1_000 / 24_000);
            assertThat(usage.speechMillis()).isZero();
        }
    }

    @Test
    void shouldCountLateAudio() {
        try (Wire wire = new Wire()) {
            wire.vendorSays(created("r"), delta("r", pcm(2_400, true)), STARTED, delta("r", pcm(2_400, true)), delta("r", pcm(4_800, true)));
            wire.await(5);
            Usage usage = usage(wire);
            assertThat(usage.audioMillis()).isEqualTo(400);
            assertThat(usage.speechMillis()).as("what was cut short moved no mouth").isEqualTo(100);
        }
    }

    @Test
    void shouldCountAudioOfMoreTurnsThanAreAnalysedOrKnown() {
        try (Wire wire = new Wire(Map.of("session.max_streams", "1"))) {
            for (int turn = 0; turn < 9; turn++) {
                wire.vendorSays(delta("r" + turn, pcm(480, true)), delta("r" + turn, pcm(12, true)), delta("r" + turn, pcm(12, true)));
            }
            wire.await(27);
            assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isEqualTo(24);
            assertThat(usage(wire).audioMillis()).isEqualTo(9 * 21);
        }
    }

    @Test
    void shouldCountASessionFromWhenItsVendorStandsToItsEnd() {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
            wire.pass(300);
            wire.stand();
            wire.pass(1_500);
            assertThat(usage(wire).sessionMillis()).isEqualTo(1_500);
            wire.pass(700);
            wire.clientSays(Frames.close(1000, "done"));
            wire.pass(900);
            assertThat(usage(wire).sessionMillis()).isEqualTo(2_200);
            assertThat(usage(wire).sessions()).isOne();
        }
    }

    @Test
    void shouldNotCountASessionWhoseVendorNeverStood() {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
            wire.pass(300);
            wire.outcome().refused(RelayError.UPSTREAM_UNREACHABLE);
            wire.pass(2_000);
            assertThat(usage(wire)).isEqualTo(Usage.NONE);
        }
    }

    @Test
    void shouldCountMuLawAtItsOwnRate() {
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(Audio.elevenMetadata("ulaw_8000"), Audio.eleven(1, new byte[1_600]));
            wire.await(2);
            assertThat(usage(wire).audioMillis()).isEqualTo(200);
        }
    }

    /** By the changes in the messages: a viseme holds until the next one, the last until the turn's end. */
    private static long speechTold(List<String> messages) {
        long speech = 0;
        long since = 0;
        boolean speaking = false;
        for (String message : messages) {
            Audio.Visemes told = Audio.decorated(message) ? Audio.visemes(message) : null;
            for (String viseme : told == null ? List.<String>of() : told.visemes()) {
                String[] parts = viseme.split("@");
                long at = told.start() + Long.parseLong(parts[1]);
                speech += speaking ? at - since : 0;
                since = at;
                speaking = !parts[0].equals("0");
            }
        }
        return speech;
    }

    /** All that was counted until now. */
    private static Usage usage(Wire wire) {
        wire.meter.handOver();
        List<Usage> usages = wire.increments.stream().map(Increment::usage).toList();
        return usages.stream().reduce(Usage.NONE, Usage::plus);
    }
}
