// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.provider.VisemeMessage;
import dev.visemux.relay.session.Audio.Visemes;
import dev.visemux.relay.session.Frames.Frame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Services that are settings and no Java, through a session. */
@Timeout(60)
class DeclaredTurnsTest {
    private static final Map<String, String> LIKE_OPENAI = Map.of(
            "declared.acme.url", "wss://voice.acme.example/v1/realtime",
            "declared.acme.audio", "delta",
            "declared.acme.audio_marks", "type=response.output_audio.delta",
            "declared.acme.turn", "response_id",
            "declared.acme.turn_end", "type=response.output_audio.done",
            "declared.acme.interruption", "type=input_audio_buffer.speech_started");
    private static final Map<String, String> BARE = Map.of(
            "declared.bare.url", "ws://127.0.0.1:9/",
            "declared.bare.audio", "binary",
            "declared.bare.turn_end", "event=end",
            "declared.bare.interruption", "event=barge-in");
    private static final String SPEECH_STARTED = "{\"type\":\"input_audio_buffer.speech_started\"}";

    @Test
    void shouldServeOneThatSpeaksAsOpenAiDoes() {
        try (Wire wire = Wire.of("acme", LIKE_OPENAI, new Lips("default", LipSyncOptions.RAW, null))) {
            String text = "{\"type\":\"response.output_audio_transcript.delta\",\"delta\":\"AAAA\"}";
            wire.vendorSays(Audio.created("r1"), Audio.delta(pcm(2_400, true)), text, Audio.done("r1"),
                    Audio.delta("r2", pcm(2_400, true)), SPEECH_STARTED, Audio.delta("r2", pcm(2_400, true)),
                    Audio.delta("r3", pcm(2_400, true)));
            List<String> heard = wire.await(8);
            assertThat(visemes(heard.get(1))).isEqualTo(new Visemes(List.of("2@0"), 1, 100, 0));
            assertThat(heard.get(2)).isEqualTo(text);
            assertThat(visemes(heard.get(3))).isEqualTo(new Visemes(List.of("0@0"), 1, 0, 100));
            assertThat(visemes(heard.get(4))).isEqualTo(new Visemes(List.of("2@0"), 2, 100, 0));
            assertThat(visemes(heard.get(6))).isEqualTo(new Visemes(List.of("0@0"), 3, 100, 100));
            assertThat(visemes(heard.get(7))).isEqualTo(new Visemes(List.of("2@0"), 4, 100, 0));
            assertThat(wire.count(Counter.INTERRUPTIONS)).isOne();
        }
    }

    @Test
    void shouldServeOneOfBareSamplesWithVisemesInMessagesOfTheirOwn() {
        try (Wire wire = Wire.of("bare", BARE, new Lips("default", LipSyncOptions.RAW, VisemeMessage.TEXT))) {
            byte[] speech = pcm(2_400, true);
            byte[] odd = java.util.Arrays.copyOf(speech, 961);
            wire.vendorSays(Frames.text("{\"event\":\"hello\"}"), Frames.binary(speech), Frames.binary(odd),
                    Frames.binary(odd), Frames.text("{\"event\":\"end\"}"), Frames.binary(speech));
            wire.await(() -> wire.clientFrames().size() == 11);
            List<Frame> frames = wire.clientFrames();
            assertThat(frames).extracting(Frame::kind).containsExactly("TEXT", "TEXT", "BINARY", "TEXT", "BINARY", "TEXT",
                    "BINARY", "TEXT", "TEXT", "TEXT", "BINARY");
            assertThat(frames.get(2).payload()).isEqualTo(new String(speech, StandardCharsets.ISO_8859_1));
            assertThat(visemes(frames.get(1).payload())).isEqualTo(new Visemes(List.of("2@0"), 1, 100, 0));
            assertThat(visemes(frames.get(3).payload())).isEqualTo(new Visemes(List.of(), 2, 20, 100));
            assertThat(visemes(frames.get(5).payload())).isEqualTo(new Visemes(List.of(), 3, 20, 120));
            assertThat(visemes(frames.get(7).payload())).isEqualTo(new Visemes(List.of("0@0"), 3, 0, 140));
            assertThat(visemes(frames.get(9).payload())).isEqualTo(new Visemes(List.of("2@0"), 4, 100, 0));
            assertThat(frames.get(9).payload()).startsWith("{\"type\":\"visemux.visemes\",\"mascotVisemes\":{");
        }
    }
}
