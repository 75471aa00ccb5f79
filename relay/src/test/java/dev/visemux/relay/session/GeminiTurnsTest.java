// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.gemini;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import dev.visemux.relay.session.Frames.Frame;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of Gemini Live gets: JSON in BINARY frames. */
@Timeout(60)
class GeminiTurnsTest {
    private final Wire wire = Wire.of("gemini");
    private int said;

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void shouldInjectBesideTheContentAndKeepTheOpcode() {
        String message = gemini(pcm(2_400, true), "");
        assertThat(say(message)).isEqualTo(message.substring(0, message.length() - 1)
                + ",\"mascotVisemes\":{\"visemes\":[{\"visemeId\":2,\"offset\":0}],\"audio_event_id\":1,"
                + "\"subchunk_id\":1,\"total_chunks\":1,\"audio_duration\":100,\"start\":0}}");
        assertThat(wire.clientFrames()).extracting(Frame::kind).containsExactly("BINARY");
    }

    @Test
    void shouldReadTextFramesToo() {
        wire.vendorSays(Frames.text(gemini(pcm(2_400, true), "")));
        wire.await(() -> !wire.clientFrames().isEmpty());
        assertThat(wire.clientFrames().getFirst().kind()).isEqualTo("TEXT");
        assertThat(visemes(wire.clientFrames().getFirst().payload()).visemes()).containsExactly("2@0");
    }

    @Test
    void shouldHearAllPartsAsOne() {
        String part = "{\"inlineData\":{\"data\":\"%s\",\"mimeType\":\"audio/pcm;rate=16000\"}}";
        String parts = String.join(",{\"text\":\"hm\"},", part.formatted(base64(pcm(1_601, false), 3_201)),
                part.formatted(base64(pcm(1_601, true), 3_201)));
        // An odd number of bytes each: together whole samples.
        Visemes visemes = visemes(say("{\"serverContent\":{\"modelTurn\":{\"parts\":[" + parts + "]}}}"));
        assertThat(visemes.duration()).isEqualTo(200);
        assertThat(visemes.visemes()).hasSize(2);
        assertThat(visemes.visemes().getLast()).matches("2@(9|10)\\d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generationComplete", "interrupted", "turnComplete"})
    void shouldCloseTheMouthOnceAndBeginTheNextTurnAtZero(String end) {
        say(gemini(pcm(2_400, true), ""));
        assertThat(visemes(say(gemini(pcm(2_400, true), ""))).start()).isEqualTo(100);
        assertThat(visemes(say(content(end)))).isEqualTo(new Visemes(List.of("0@0"), 2, 0, 200));
        assertThat(say(content("turnComplete"))).isEqualTo(content("turnComplete"));
        assertThat(visemes(say(gemini(pcm(2_400, true), "")))).isEqualTo(new Visemes(List.of("2@0"), 3, 100, 0));
        assertThat(wire.count(Counter.INTERRUPTIONS)).isEqualTo(end.equals("interrupted") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generationComplete", "interrupted", "turnComplete"})
    void shouldCloseTheMouthBehindTheLastAudioOfATurn(String end) {
        String last = gemini(pcm(2_400, true), ",\"" + end + "\":true");
        for (int turn = 0; turn < 20; turn++) {
            assertThat(visemes(say(gemini(pcm(2_400, true), "")))).isEqualTo(new Visemes(List.of("2@0"), 2 * turn + 1, 100, 0));
            assertThat(visemes(say(last))).isEqualTo(new Visemes(List.of("0@100"), 2 * turn + 2, 100, 100));
            assertThat(say(content("turnComplete"))).isEqualTo(content("turnComplete"));
        }
        assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isZero();
        assertThat(wire.count(Counter.INTERRUPTIONS)).isEqualTo(end.equals("interrupted") ? 20 : 0);
    }

    @Test
    void shouldForwardWhatItCannotAnalyseAndCountIt() {
        String opus = gemini(pcm(480, true), "").replace("audio/pcm;rate=24000", "audio/opus");
        assertThat(say(opus)).isEqualTo(opus);
        assertThat(wire.count(Counter.UNDECORATED_UNKNOWN_FORMAT)).isOne();
        assertThat(visemes(say(gemini(pcm(480, true), ""))).start()).isZero();
        assertThat(say("{\"toolCall\":" + "[".repeat(90) + "]".repeat(90) + "}")).startsWith("{\"toolCall\":[[");
        assertThat(wire.count(Counter.UNPARSED)).isOne();
    }

    @Test
    void shouldEndATurnWhoseLastAudioItCannotAnalyse() {
        for (int turn = 0; turn < 20; turn++) {
            assertThat(visemes(say(gemini(pcm(480, true), ""))).start()).isZero();
            String last = gemini(pcm(480, true), ",\"turnComplete\":true").replace("24000", "16000");
            assertThat(say(last)).isEqualTo(last);
        }
        assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isZero();
    }

    @Test
    void shouldPassTenMegabytesAndKeepTheClock() {
        say(gemini(pcm(2_400, true), ""));
        String large = gemini(pcm(3_840_000, false), "");
        assertThat(large.length()).isGreaterThan(10_000_000);
        assertThat(say(large)).isEqualTo(large);
        assertThat(wire.count(Counter.UNDECORATED_RING_FULL)).isOne();
        assertThat(visemes(say(gemini(pcm(2_400, true), ""))).start()).isEqualTo(160_100);
    }

    @Test
    void shouldPassTheAnnouncedEndAndCountIt() {
        String goAway = "{\"goAway\":{\"timeLeft\":\"60s\"}}";
        assertThat(say(goAway)).isEqualTo(goAway);
        assertThat(wire.count(Counter.GO_AWAY)).isOne();
    }

    private static String content(String name) {
        return "{\"serverContent\":{\"" + name + "\":true}}";
    }

    private static String base64(byte[] audio, int length) {
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(audio, length));
    }

    /** One message, and what became of it. */
    private String say(String message) {
        wire.vendorSays(message);
        return wire.await(++said).getLast();
    }
}
