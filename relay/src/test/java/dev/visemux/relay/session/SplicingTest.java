// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.visemes;
import static dev.visemux.relay.session.Frames.more;
import static dev.visemux.relay.session.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stops 5 to 10 with a real engine: what a client gets for a vendor's messages. */
@Timeout(60)
class SplicingTest {
    private final Wire wire = new Wire();
    private int said;

    @AfterEach
    void close() {
        long undecorated = Arrays.stream(Counter.values()).filter(counter -> counter.name().startsWith("UNDECORATED"))
                .mapToLong(wire::count).sum();
        assertThat(wire.count(Counter.DECORATED) + undecorated).as("every audio message is one or the other")
                .isEqualTo(wire.count(Counter.AUDIO_MESSAGES));
        wire.close();
    }

    @Test
    void shouldInjectExactlyTheDocumentedBytes() {
        String message = delta(pcm(2_400, true));
        wire.vendorSays(message);
        String heard = wire.await(1).getFirst();
        assertThat(heard).isEqualTo(message.substring(0, message.length() - 1)
                + ",\"mascotVisemes\":{\"visemes\":[{\"visemeId\":2,\"offset\":0}],\"audio_event_id\":1,"
                + "\"subchunk_id\":1,\"total_chunks\":1,\"audio_duration\":100,\"start\":0}}");
        assertThat(wire.count(Counter.DECORATED)).isOne();
    }

    @Test
    void shouldSendChangesOnlyAndCloseTheMouthAtTheEnd() {
        assertThat(say(created("r1"))).isEqualTo(created("r1"));
        assertThat(visemes(say(delta(pcm(2_400, false))))).isEqualTo(new Visemes(List.of("0@0"), 1, 100, 0));
        assertThat(visemes(say(delta(pcm(2_400, true)))).visemes()).singleElement().asString().matches("2@(0|10)");
        assertThat(visemes(say(delta(pcm(2_400, true))))).isEqualTo(new Visemes(List.of(), 3, 100, 200));
        assertThat(visemes(say(delta(pcm(4_800, false)))).visemes()).singleElement().asString().matches("0@(0|10)");
        assertThat(visemes(say(done("r1")))).isEqualTo(new Visemes(List.of("0@0"), 4, 0, 500));
        String end = "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\"}}";
        assertThat(say(end)).isEqualTo(end);
    }

    @Test
    void shouldDecorateWhateverTheCuts() {
        String transcript = "{\"type\":\"response.output_audio_transcript.delta\",\"delta\":\"hm\"}";
        String audio = delta("r", pcm(480, true));
        byte[] bytes = Frames.encode(false, text(created("r")), text(audio), text(transcript), text(done("r")));
        for (int cut = 1; cut < bytes.length; cut++) {
            wire.vendorSends(Arrays.copyOf(bytes, cut));
            wire.vendorSends(Arrays.copyOfRange(bytes, cut, bytes.length));
            wire.await(() -> wire.clientBytes().length >= bytes.length + 250);
            List<String> heard = wire.heard();
            wire.forget();
            assertThat(heard).extracting(Audio::original).as("cut at %d", cut)
                    .containsExactly(created("r"), audio, transcript, done("r"));
            assertThat(visemes(heard.get(1))).isEqualTo(new Visemes(List.of("2@0"), cut, 20, 0));
            assertThat(visemes(heard.get(3))).isEqualTo(new Visemes(List.of("0@0"), cut, 0, 20));
        }
    }

    @Test
    void shouldDecorateAFragmentedMessageAsOneFrame() {
        String message = delta(pcm(480, true));
        wire.vendorSays(text(false, message.substring(0, 20)), Frames.ping("between"),
                more(false, message.substring(20, 99)), more(true, message.substring(99)));
        assertThat(Audio.original(wire.await(1).getFirst())).isEqualTo(message);
        assertThat(wire.clientFrames()).hasSize(1);
        assertThat(wire.vendorFrames()).extracting(Frames.Frame::toString).containsExactly("PONG:between");
        assertThat(wire.count(Counter.GATHERED)).isOne();
    }

    @Test
    void shouldKeepTheOpcode() {
        String message = delta(pcm(480, true));
        wire.vendorSays(Frames.binary(message.getBytes(StandardCharsets.US_ASCII)));
        wire.await(() -> wire.clientFrames().size() == 1);
        Frames.Frame frame = wire.clientFrames().getFirst();
        assertThat(frame.kind()).isEqualTo("BINARY");
        assertThat(Audio.decorated(frame.payload())).isTrue();
    }

    @Test
    void shouldWriteTheRightHeaderWhereTheFrameGrowsOutOfIts() {
        String shortest = "{\"type\":\"response.audio.delta\",\"delta\":\"\"}";
        assertThat(visemes(say(shortest))).isEqualTo(new Visemes(List.of(), 1, 0, 0));
        for (int length : new int[] {125 - 120, 65_535 - 300, 65_535 - 200, 65_535 - 110, 65_535, 65_536}) {
            String padded = delta(pcm(480, true)).replace("\"e\"", "\"" + "e".repeat(length) + "\"");
            assertThat(Audio.original(say(padded))).isEqualTo(padded);
        }
    }

    @Test
    void shouldWriteOnePieceWhereTheReadLeavesRoomAndNothingComesBehind() {
        wire.vendorSays(delta(pcm(2_400, true)));
        wire.await(() -> !wire.client.outboundMessages().isEmpty());
        assertThat(wire.client.outboundMessages()).hasSize(1);
        wire.vendorSays(created("r2"));
        wire.vendorSays(delta(pcm(2_400, true)), "{}");
        assertThat(wire.await(4)).last().isEqualTo("{}");
    }

    @Test
    void shouldKeepWhiteSpaceBehindTheBrace() {
        String message = delta(pcm(480, true)) + " \r\n" + " ".repeat(3_000);
        String heard = say(message);
        assertThat(heard).endsWith("}}" + " \r\n" + " ".repeat(3_000));
        assertThat(Audio.original(heard)).isEqualTo(message);
    }

    @Test
    void shouldCarryOddBytesAndTelescope() {
        byte[] speech = pcm(9_601, true);
        Random random = new Random(5);
        long start = 0;
        int at = 0;
        while (at < speech.length) {
            int length = Math.min(speech.length - at, 1 + random.nextInt(random.nextInt(4) == 0 ? 3 : 2_000));
            Visemes visemes = visemes(say(delta(Arrays.copyOfRange(speech, at, at + length))));
            at += length;
            assertThat(visemes.start()).isEqualTo(start);
            start += visemes.duration();
            assertThat(start).isEqualTo(at / 2 * 1_000L / 24_000);
        }
        assertThat(visemes(say(done("r1"))).start()).isEqualTo(400);
    }

    @Test
    void shouldHearTheSameWhetherSamplesAreCutOrNot() {
        byte[] speech = new byte[9_600];
        System.arraycopy(pcm(2_400, true), 0, speech, 2_400, 4_800);
        Visemes whole = visemes(say(delta("r1", speech)));
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < speech.length; at += 961) {
            byte[] piece = Arrays.copyOfRange(speech, at, Math.min(speech.length, at + 961));
            Visemes visemes = visemes(say(delta("r2", piece)));
            visemes.visemes().forEach(viseme -> {
                String[] parts = viseme.split("@");
                pieces.add(parts[0] + "@" + (visemes.start() + Long.parseLong(parts[1])));
            });
        }
        // A cut sample would be noise: one change up, one down, at about the same time.
        assertThat(pieces).hasSameSizeAs(whole.visemes()).hasSize(3);
    }

    @Test
    void shouldResolveEscapesInBase64() {
        byte[] speech = pcm(2_000, true);
        String plain = delta(speech);
        String escaped = plain.substring(0, 150) + plain.substring(150).replace("/", "\\/").replace("=", "\\u003d");
        assertThat(escaped).contains("\\/");
        String heard = say(escaped);
        assertThat(Audio.original(heard)).isEqualTo(escaped);
        assertThat(visemes(heard)).isEqualTo(new Visemes(List.of("2@0"), 1, 83, 0));
    }

    @Test
    void shouldForwardInvalidAudioAndGoOn() {
        String good = delta(pcm(480, true));
        List<String> broken = List.of(good.replace("==\"", "\"").replace("\"delta\":\"", "\"delta\":\"*"),
                good.replace("\"delta\":\"", "\"delta\":\"A"),
                delta(pcm(20_000, true)).replace("\"}", "!!!!\"}"));
        for (String message : broken) {
            assertThat(say(message)).isEqualTo(message);
        }
        assertThat(wire.count(Counter.UNDECORATED_INVALID_AUDIO)).isEqualTo(3);
        Visemes next = visemes(say(good));
        assertThat(next.start()).isGreaterThanOrEqualTo(833 + 20);
        assertThat(next.visemes().getFirst()).matches("2@[0-9]");
        assertThat(next.eventId()).isEqualTo(4);
    }

    @Test
    void shouldForwardWhatIsNoJson() {
        for (String message : List.of("", "hello", "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA",
                "{\"type\":\"response.output_audio.delta\",\"delta\":7}")) {
            assertThat(say(message)).isEqualTo(message);
        }
        assertThat(wire.count(Counter.UNPARSED)).isEqualTo(3);
    }

    @Test
    void shouldForwardUnknownFormatsUndecorated() {
        say(session("audio/opus"));
        String message = delta(pcm(480, true));
        assertThat(say(message)).isEqualTo(message);
        assertThat(say(done("r1"))).isEqualTo(done("r1"));
        assertThat(wire.count(Counter.UNDECORATED_UNKNOWN_FORMAT)).isOne();
    }

    @Test
    void shouldSpeakMulawAtEightKilohertz() {
        say(session("audio/pcmu"));
        byte[] mulaw = new byte[801];
        new Random(1).nextBytes(mulaw);
        assertThat(visemes(say(delta(mulaw)))).isEqualTo(new Visemes(List.of("2@0"), 1, 100, 0));
    }

    @Test
    void shouldAnalyseFourStreamsAtOnceAndCountTheFifth() {
        for (int i = 0; i < 4; i++) {
            assertThat(visemes(say(delta("r" + i, pcm(480, true)))).start()).isZero();
        }
        String fifth = delta("r4", pcm(480, true));
        assertThat(say(fifth)).isEqualTo(fifth);
        assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isOne();
        say(done("r2"));
        assertThat(visemes(say(fifth)).start()).as("what was heard counts").isEqualTo(20);
        assertThat(visemes(say(delta("r0", pcm(480, true)))).start()).isEqualTo(20);
    }

    @Test
    void shouldEndTurnsWithTheirResponse() {
        for (int i = 0; i < 20; i++) {
            assertThat(visemes(say(delta("r" + i, pcm(480, true)))).start()).isZero();
            say("{\"type\":\"response.done\",\"response\":{\"id\":\"r" + i + "\",\"status\":\"completed\"}}");
        }
        assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isZero();
    }

    @Test
    void shouldCloseTheMouthOnceForLateAudioAndStillHearIt() {
        say(created("r1"));
        assertThat(visemes(say(delta(pcm(2_400, true)))).visemes()).containsExactly("2@0");
        say("{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"u\"}");
        assertThat(visemes(say(delta(pcm(2_400, true))))).isEqualTo(new Visemes(List.of("0@0"), 2, 100, 100));
        assertThat(visemes(say(delta(pcm(4_800, true))))).isEqualTo(new Visemes(List.of(), 3, 200, 200));
        say("{\"type\":\"response.done\",\"response\":{\"id\":\"r1\",\"status\":\"cancelled\"}}");
        assertThat(visemes(say(delta(pcm(2_400, true))))).isEqualTo(new Visemes(List.of(), 4, 100, 400));
        assertThat(visemes(say(done("r1")))).isEqualTo(new Visemes(List.of("0@0"), 4, 0, 500));
        assertThat(wire.count(Counter.INTERRUPTIONS)).isOne();
        say(created("r2"));
        assertThat(visemes(say(delta("r2", pcm(2_400, true)))).visemes()).containsExactly("2@0");
    }

    @Test
    void shouldKeepTheVisemesOfWhatCameBeforeAnInterruption() {
        say(created("r1"));
        wire.engine.pause();
        wire.vendorSays(delta(pcm(2_400, true)));
        wire.clientSays("{\"type\":\"response.cancel\"}");
        wire.vendorSays(delta(pcm(2_400, true)));
        assertThat(wire.heard()).hasSize(1);
        wire.engine.resume();
        List<String> heard = wire.await(3);
        assertThat(visemes(heard.get(1)).visemes()).containsExactly("2@0");
        assertThat(visemes(heard.get(2))).isEqualTo(new Visemes(List.of("0@0"), 2, 100, 100));
        assertThat(wire.vendorFrames()).extracting(Frames.Frame::payload)
                .containsExactly("{\"type\":\"response.cancel\"}");
    }

    private static String session(String format) {
        return "{\"type\":\"session.created\",\"session\":{\"audio\":{\"output\":{\"format\":{\"type\":\""
                + format + "\"}}}}}";
    }

    /** One message, and what became of it. */
    private String say(String message) {
        wire.vendorSays(message);
        return wire.await(++said).getLast();
    }
}
