// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.gemini;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.provider.VisemeMessage;
import dev.visemux.relay.session.Frames.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Visemes in messages of their own, right before messages that stay to the byte as the vendor sent them. */
@Timeout(60)
class VisemeMessagesTest {
    private static final String SPEECH = delta(pcm(2_400, true));
    private static final String CANCEL = "{\"type\":\"input_audio_buffer.speech_started\"}";

    @Test
    void shouldComeRightBeforeTheirAudioAndItsEnd() {
        try (Wire wire = apart("openai", Map.of(), VisemeMessage.TEXT)) {
            wire.vendorSays(created("r1"), SPEECH, SPEECH, CANCEL, SPEECH, done("r1"));
            assertThat(wire.await(10)).containsExactly(created("r1"),
                    text("{\"visemeId\":2,\"offset\":0}", 1, 100, 0), SPEECH,
                    text("", 2, 100, 100), SPEECH, CANCEL,
                    text("{\"visemeId\":0,\"offset\":0}", 3, 100, 200), SPEECH,
                    text("{\"visemeId\":0,\"offset\":0}", 3, 0, 300), done("r1"));
            assertThat(wire.clientFrames()).extracting(Frame::kind).containsOnly("TEXT");
            assertThat(wire.count(Counter.DECORATED)).isEqualTo(3);
        }
    }

    @Test
    void shouldNeverComeBeforeTheVendorsFirst() {
        try (Wire wire = apart("openai", Map.of(), VisemeMessage.TEXT)) {
            wire.vendorSays(SPEECH, SPEECH);
            assertThat(wire.await(4)).containsExactly(SPEECH, text("{\"visemeId\":2,\"offset\":0}", 1, 100, 0),
                    text("", 2, 100, 100), SPEECH);
        }
    }

    @Test
    void shouldBeAsTheVendorsMessagesAre() {
        String speech = gemini(pcm(2_400, true), "");
        try (Wire wire = apart("gemini", Map.of(), VisemeMessage.BINARY)) {
            wire.vendorSays("{\"setupComplete\":{}}", speech);
            wire.await(() -> wire.clientFrames().size() == 3);
            assertThat(wire.clientFrames()).extracting(Frame::kind).containsOnly("BINARY");
            assertThat(wire.clientFrames()).extracting(Frame::payload).containsExactly("{\"setupComplete\":{}}",
                    "{" + field("{\"visemeId\":2,\"offset\":0}", 1, 100, 0) + "}", speech);
        }
    }

    @Test
    void shouldJoinFragmentsAndKeepFramesWholeWhereverReadsAreCut() {
        byte[] bytes = Frames.encode(false, Frames.text(created("r1")), Frames.text(false, SPEECH.substring(0, 500)),
                Frames.ping("between"), Frames.more(true, SPEECH.substring(500)), Frames.text(done("r1")));
        Random random = new Random(2);
        try (Wire wire = apart("openai", Map.of("session.max_idle_frames", "1000"), VisemeMessage.TEXT)) {
            for (int i = 1; i <= 200; i++) {
                wire.forget();
                int cut = 1 + random.nextInt(bytes.length - 1);
                wire.vendorSends(Arrays.copyOf(bytes, cut));
                wire.vendorSends(Arrays.copyOfRange(bytes, cut, bytes.length));
                assertThat(wire.await(5)).as("cut at %d", cut).containsExactly(created("r1"),
                        text("{\"visemeId\":2,\"offset\":0}", i, 100, 0), SPEECH,
                        text("{\"visemeId\":0,\"offset\":0}", i, 0, 100), done("r1"));
            }
        }
    }

    @Test
    void shouldGoOnWithoutWhereTheEngineIsLate() {
        try (Wire wire = apart("openai", Map.of(), VisemeMessage.TEXT)) {
            wire.engine.pause();
            wire.vendorSays(created("r1"), SPEECH);
            wire.pass(50);
            assertThat(wire.heard()).containsExactly(created("r1"), SPEECH);
        }
    }

    @Test
    void shouldAccompanyBareSamples() {
        Map<String, String> bare = Map.of("declared.bare.url", "ws://127.0.0.1:9/", "declared.bare.audio", "binary",
                "declared.bare.format", "pcm_24000", "declared.bare.turn_end", "event=end");
        byte[] speech = new byte[9_600];
        System.arraycopy(pcm(2_400, true), 0, speech, 2_400, 4_800);
        try (Wire wire = apart("bare", bare, VisemeMessage.TEXT)) {
            wire.vendorSays("{\"event\":\"start\"}");
            int frames = 1;
            long millis = 0;
            String visemes = "";
            for (int at = 0; at < speech.length; at += 961) { // samples are cut
                wire.vendorSays(Frames.binary(Arrays.copyOfRange(speech, at, Math.min(at + 961, speech.length))));
                frames += 2;
                int expected = frames;
                wire.await(() -> wire.clientFrames().size() == expected);
                List<Frame> pair = wire.clientFrames().subList(frames - 2, frames);
                assertThat(pair).extracting(Frame::kind).containsExactly("TEXT", "BINARY");
                assertThat(pair.getLast().payload().getBytes(StandardCharsets.ISO_8859_1))
                        .isEqualTo(Arrays.copyOfRange(speech, at, Math.min(at + 961, speech.length)));
                Audio.Visemes told = Audio.visemes(pair.getFirst().payload());
                assertThat(told.start()).isEqualTo(millis);
                millis += told.duration();
                visemes += told.visemes().stream().map(viseme -> viseme.substring(0, 2)).reduce("", String::concat);
            }
            assertThat(millis).isEqualTo(200);
            assertThat(visemes).isEqualTo("0@2@0@");
            wire.vendorSays("{\"event\":\"end\"}");
            wire.await(() -> wire.clientFrames().size() == 23);
            assertThat(wire.clientFrames().get(21).payload()).endsWith("\"audio_duration\":0,\"start\":200}}");
        }
    }

    private static Wire apart(String provider, Map<String, String> settings, VisemeMessage message) {
        return Wire.of(provider, settings, new Lips("default", LipSyncOptions.RAW, message));
    }

    private static String text(String visemes, int eventId, int duration, int start) {
        return "{\"type\":\"visemux.visemes\"," + field(visemes, eventId, duration, start) + "}";
    }

    private static String field(String visemes, int eventId, int duration, int start) {
        return "\"mascotVisemes\":{\"visemes\":[" + visemes + "],\"audio_event_id\":" + eventId + ",\"subchunk_id\":1,"
                + "\"total_chunks\":1,\"audio_duration\":" + duration + ",\"start\":" + start + "}";
    }
}
