// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.eleven;
import static dev.visemux.relay.session.Audio.elevenInterruption;
import static dev.visemux.relay.session.Audio.elevenMetadata;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.provider.VisemeMessage;
import dev.visemux.relay.session.Audio.Visemes;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns, interruptions and first words of an ElevenLabs session. */
@Timeout(60)
class ElevenLabsSessionTest {
    private static final Map<String, String> SIGNED = Map.of("dynamic_variables", "{\"name\":\"Ann\"}");
    private static final String INITIATION = "{\"type\":\"conversation_initiation_client_data\"}";
    private static final String MERGED = INITIATION.replace("}", ",\"dynamic_variables\":{\"name\":\"Ann\"}}");
    private static final String PONG = "{\"type\":\"pong\",\"event_id\":1}";

    @Test
    void shouldDecorateAudioInTheFormatOfTheMetadataWithTheVendorsNumber() {
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(elevenMetadata("pcm_16000"), eleven(41, pcm(3_200, true)), eleven(42, pcm(1_600, false)));
            List<String> heard = wire.await(3);
            assertThat(heard.getFirst()).isEqualTo(elevenMetadata("pcm_16000"));
            Visemes first = Audio.visemes(heard.get(1));
            assertThat(first.eventId()).isEqualTo(41);
            assertThat(first.duration()).isEqualTo(200);
            assertThat(first.start()).isZero();
            assertThat(first.visemes()).isNotEmpty();
            Visemes second = Audio.visemes(heard.get(2));
            assertThat(second.start()).isEqualTo(200);
            assertThat(second.duration()).isEqualTo(100);
        }
    }

    @Test
    void shouldForwardAudioBeforeTheMetadataAsItIsAndCountIt() {
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(eleven(1, pcm(160, true)), elevenMetadata("mp3_44100"), eleven(2, pcm(160, true)));
            assertThat(wire.heard()).containsExactly(eleven(1, pcm(160, true)), elevenMetadata("mp3_44100"), eleven(2, pcm(160, true)));
            assertThat(wire.count(Counter.UNDECORATED_UNKNOWN_FORMAT)).isEqualTo(2);
        }
    }

    @Test
    void shouldCloseTheMouthOnceForLateAudioAndBeginAnewBehindIt() {
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(elevenMetadata("pcm_16000"), eleven(6, pcm(3_200, true)), elevenInterruption(8), eleven(7, pcm(1_600, true)),
                    eleven(8, pcm(1_600, true)), eleven(9, pcm(3_200, true)));
            List<String> heard = wire.await(6);
            assertThat(heard.get(2)).isEqualTo(elevenInterruption(8));
            assertThat(Audio.visemes(heard.get(3))).isEqualTo(new Visemes(List.of("0@0"), 7, 100, 200));
            assertThat(Audio.visemes(heard.get(4))).isEqualTo(new Visemes(List.of(), 8, 100, 300));
            assertThat(Audio.visemes(heard.get(5)).start()).isZero();
            assertThat(Audio.visemes(heard.get(5)).visemes()).isNotEmpty();
            assertThat(wire.count(Counter.INTERRUPTIONS)).isOne();
        }
    }

    @Test
    void shouldSendNothingOfItsOwnAtTheSilentEndOfATurnAndCountFromZeroAgain() {
        String transcript = "{\"type\":\"user_transcript\",\"user_transcription_event\":{\"user_transcript\":\"x\"}}";
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(elevenMetadata("pcm_8000"));
            for (int turn = 1; turn <= 9; turn++) {
                wire.vendorSays(eleven(turn, pcm(800, true)), transcript);
            }
            List<String> heard = wire.await(19);
            for (int turn = 1; turn <= 9; turn++) {
                assertThat(Audio.visemes(heard.get(2 * turn - 1)).start()).isZero();
                assertThat(heard.get(2 * turn)).isEqualTo(transcript);
            }
            assertThat(wire.count(Counter.DECORATED)).isEqualTo(9);
        }
    }

    @Test
    void shouldSurviveAUserWhoInterruptsEveryTurn() {
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(elevenMetadata("ulaw_8000"));
            for (int turn = 1; turn <= 60; turn++) {
                wire.vendorSays(eleven(turn, pcm(400, true)), elevenInterruption(turn));
                assertThat(Audio.visemes(wire.await(1 + 2 * turn).get(2 * turn - 1)).start()).isZero();
            }
            assertThat(wire.count(Counter.DECORATED)).isEqualTo(60);
            assertThat(wire.count(Counter.INTERRUPTIONS)).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcm_8000", "pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "pcm_48000"})
    void shouldAnalyseEveryRateThatClientsPlay(String format) {
        int rateHz = Integer.parseInt(format.substring(4));
        try (Wire wire = Wire.of("elevenlabs")) {
            wire.vendorSays(elevenMetadata(format), eleven(1, pcm(rateHz / 10, true)));
            assertThat(Audio.visemes(wire.await(2).get(1)).duration()).isEqualTo(100);
        }
    }

    @Test
    void shouldSayNothingOfItsOwnBeforeTheMetadata() {
        try (Wire wire = Wire.of("elevenlabs", Map.of(), new Lips("default", LipSyncOptions.RAW, VisemeMessage.TEXT))) {
            wire.vendorSays(eleven(1, pcm(160, true)), elevenMetadata("pcm_16000"), eleven(2, pcm(160, true)));
            List<String> heard = wire.await(4);
            assertThat(heard.subList(0, 2)).containsExactly(eleven(1, pcm(160, true)), elevenMetadata("pcm_16000"));
            assertThat(heard.get(2)).startsWith("{\"type\":\"visemux.visemes\",\"mascotVisemes\":{").contains("\"audio_event_id\":2,");
            assertThat(heard.get(3)).isEqualTo(eleven(2, pcm(160, true)));
        }
    }

    @Test
    void shouldPassPingAndPongEndToEndAndAnswerNeither() {
        String ping = "{\"type\":\"ping\",\"ping_event\":{\"event_id\":1,\"ping_ms\":5}}";
        try (Wire wire = Wire.of("elevenlabs", SIGNED)) {
            wire.vendorSays(ping);
            wire.clientSays(PONG);
            assertThat(wire.heard()).containsExactly(ping);
            assertThat(wire.vendorFrames()).extracting(Frame::payload).containsExactly(PONG);
        }
    }

    @Test
    void shouldMergeTheSignedVariablesIntoTheFirstWordsAlone() {
        byte[] bytes = Frames.encode(true, Frames.text(PONG), Frames.text(INITIATION), Frames.ping("p"), Frames.text(PONG),
                Frames.text(INITIATION));
        for (int cut = 0; cut <= bytes.length; cut++) {
            try (Wire wire = Wire.of("elevenlabs", SIGNED)) {
                wire.clientSends(Arrays.copyOf(bytes, cut));
                wire.clientSends(Arrays.copyOfRange(bytes, cut, bytes.length));
                assertThat(wire.vendorFrames()).as("cut at %d", cut).extracting(Frame::toString)
                        .containsExactly("TEXT:" + PONG, "TEXT:" + MERGED, "TEXT:" + PONG, "TEXT:" + INITIATION);
                assertThat(wire.count(Counter.CLIENT_MESSAGES)).isEqualTo(4);
            }
        }
    }

    @Test
    void shouldMergeIntoFragmentsAndBeforeTheVendorStands() {
        try (Wire wire = Wire.dialing("elevenlabs", SIGNED)) {
            wire.clientSays(Frames.text(false, INITIATION.substring(0, 20)), Frames.ping("p"),
                    Frames.more(true, INITIATION.substring(20)));
            wire.stand();
            assertThat(wire.vendorFrames()).extracting(Frame::toString).containsExactly("TEXT:" + MERGED);
        }
    }

    @Test
    void shouldLeaveEveryByteOfOtherFirstWordsAlone() {
        for (String words : List.of("{\"type\":\"conversation_initiation_client_data\"", "nonsense", "{\"user_audio_chunk\":\"AAAA\"}",
                "{\"type\":\"conversation_initiation_client_data\",\"dynamic_variables\":7}", "x".repeat(70_000))) {
            try (Wire wire = Wire.of("elevenlabs", SIGNED)) {
                wire.clientSays(words);
                assertThat(wire.vendorFrames()).extracting(Frame::payload).containsExactly(words);
            }
        }
    }

    @Test
    void shouldMaskWhatItRewrites() {
        try (Wire wire = Wire.of("elevenlabs", SIGNED)) {
            wire.clientSays(INITIATION);
            ByteBuf sent = io.netty.buffer.Unpooled.wrappedBuffer(wire.vendorBytes());
            assertThat(sent.getByte(1) & FrameHeader.MASKED).isNotZero();
            assertThat(sent.toString(java.nio.charset.StandardCharsets.ISO_8859_1)).doesNotContain("dynamic_variables");
        }
    }
}
