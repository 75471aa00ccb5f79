// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.AgentFrame.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiDialogueTest {
    private static final String AUDIO = "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":"
            + "{\"mimeType\":\"%s\",\"data\":\"AAECAw==\"}}]}%s}}";
    private static final String PCM = "audio/pcm;rate=24000";

    private final Scanned scanned = new Scanned(new GeminiDialogue());
    private final AgentFrame frame = scanned.frame;

    @AfterEach
    void release() {
        scanned.close();
    }

    @Test
    void shouldFindAudioFormatAndTheLastBrace() {
        scanned.scan(AUDIO.formatted(PCM, "") + " \n");
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(24_000));
        assertThat(frame.late()).isFalse();
        assertThat(frame.ends()).isFalse();
        assertThat(frame.eventId()).isEqualTo(-1);
        assertThat(scanned.spans()).containsExactly("AAECAw==");
        assertThat(frame.spanCoding(0)).isEqualTo(Coding.BASE64);
        assertThat(scanned.rest()).isEqualTo("} \n");
    }

    @Test
    void shouldFindAudioInAnyOrderWithAnyEscapesAndSpace() {
        for (int seed = 0; seed < 3_000; seed++) {
            RandomJson json = new RandomJson(seed);
            String audio = json.base64(seed % 300);
            String inline = json.object(2, "mimeType", json.quoted("audio/pcm;rate=16000"), "data", audio);
            String text = json.object(2, "serverContent", json.object(2, "modelTurn", json.object(2, "parts",
                    "[" + json.object(1) + "," + json.object(2, "inlineData", inline) + "," + json.value(1) + "]")));
            scanned.scan(text);
            assertThat(frame.kind()).as(text).isEqualTo(Kind.AUDIO);
            assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(16_000));
            assertThat(scanned.spans()).containsExactly(audio.substring(1, audio.length() - 1));
            assertThat(frame.spanCoding(0)).isEqualTo(audio.contains("\\") ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            assertThat(scanned.rest().strip()).isEqualTo("}");
        }
    }

    @Test
    void shouldTakeEveryPartWithAudioAndNoOther() {
        scanned.scan("""
                {"usageMetadata":{"totalTokenCount":3},
                 "serverContent":{"outputTranscription":{"text":"hi"},"modelTurn":{"role":"model","parts":[
                  {"thought":true,"text":"data"},
                  {"inlineData":{"data":"AAAA","mimeType":"audio/pcm;rate=24000"},"text":"with text"},
                  {"text":"between"}, null, 7, {},
                  {"inlineData":{"mimeType":"image/png","data":"BBBB"}},
                  {"inlineData":{"data":"////","mimeType":"audio/pcm"}},
                  {"inlineData":null},{"inlineData":{"mimeType":"audio/pcm"}},{"inlineData":{"data":"CCCC"}}]}}}
                """);
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(24_000));
        assertThat(scanned.spans()).containsExactly("AAAA", "////");
    }

    @ParameterizedTest
    @CsvSource({"audio/pcm,24000", "audio/pcm;rate=8000,8000", "audio/pcm; rate=48000,48000",
        "Audio/PCM;Rate=16000 ,16000", "audio/pcm;codec=x;rate=44100;channels=1,44100", "audio/pcm;rates=1,24000",
        "audio\\/pcm;r\\u0061te=16000,16000"})
    void shouldReadTheRateOfAMediaType(String mime, int rateHz) {
        scanned.scan(AUDIO.formatted(mime, ""));
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(rateHz));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio/opus", "audio/pcmu", "audio/pcm;rate=7999", "audio/pcm;rate=48001",
        "audio/pcm;rate=", "audio/pcm;rate=24k", "audio/pcm;rate=99999999999999", "audio/pcm;channels=2", "audio/"})
    void shouldSayThatAFormatIsNotSupported(String mime) {
        scanned.scan(AUDIO.formatted(mime, ""));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isNull();
    }

    @Test
    void shouldPassWhatIsNoSound() {
        scanned.scan(AUDIO.formatted("image/png", ""));
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        scanned.scan(AUDIO.formatted("audio/" + "x".repeat(300), ""));
        assertThat(frame.format()).isNull();
    }

    @Test
    void shouldNotAnalyseAMessageOfTwoRatesNorATurn() {
        String part = "{\"inlineData\":{\"mimeType\":\"audio/pcm;rate=%d\",\"data\":\"AAAA\"}}";
        scanned.scan("{\"serverContent\":{\"modelTurn\":{\"parts\":[" + part.formatted(24_000) + ","
                + part.formatted(16_000) + "]}}}");
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isNull();
        scanned.scan(AUDIO.formatted("audio/pcm;rate=16000", ""));
        assertThat(frame.format().rateHz()).isEqualTo(16_000);
        scanned.scan(AUDIO.formatted(PCM, ""));
        assertThat(frame.format()).isNull();
        scanned.scan(AUDIO.formatted("audio/pcm;rate=16000", ",\"turnComplete\":true"));
        assertThat(frame.format().rateHz()).isEqualTo(16_000);
        scanned.scan(AUDIO.formatted(PCM, ""));
        assertThat(frame.format().rateHz()).isEqualTo(24_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generationComplete", "interrupted", "turnComplete"})
    void shouldEndATurnAtTheFirstOfThem(String end) {
        scanned.scan(AUDIO.formatted(PCM, ""));
        long turn = frame.turn();
        scanned.scan(content(end, "false"));
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        scanned.scan(content(end, "true"));
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
        assertThat(frame.turn()).isEqualTo(turn);
        assertThat(scanned.rest()).isEqualTo("}");
        for (String more : List.of("generationComplete", "interrupted", "turnComplete")) {
            scanned.scan(content(more, "true"));
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        }
        scanned.scan(AUDIO.formatted(PCM, ""));
        assertThat(frame.turn()).isNotEqualTo(turn);
        assertThat(frame.late()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generationComplete", "interrupted", "turnComplete"})
    void shouldEndATurnInAMessageWithAudio(String end) {
        scanned.scan(AUDIO.formatted(PCM, ""));
        long turn = frame.turn();
        scanned.scan(AUDIO.formatted(PCM, ",\"" + end + "\":true"));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.turn()).isEqualTo(turn);
        assertThat(frame.ends()).isTrue();
        assertThat(frame.interrupted()).isEqualTo(end.equals("interrupted") ? 1 : 0);
        scanned.scan(AUDIO.formatted(PCM, ""));
        assertThat(frame.turn()).isNotEqualTo(turn);
        assertThat(frame.ends()).isFalse();
    }

    @Test
    void shouldCountAnInterruptionOnceAndWhileItIsPlayed() {
        assertThat(scanned.scan(content("interrupted", "true")).interrupted()).isZero();
        scanned.scan(AUDIO.formatted(PCM, ""));
        scanned.scan(content("generationComplete", "true"));
        assertThat(frame.interrupted()).isZero();
        assertThat(scanned.scan(content("interrupted", "true")).interrupted()).isEqualTo(1);
        assertThat(scanned.scan(content("interrupted", "true")).interrupted()).isZero();
        scanned.scan(AUDIO.formatted(PCM, ""));
        scanned.scan(content("turnComplete", "true"));
        assertThat(scanned.scan(content("interrupted", "true")).interrupted()).isZero();
    }

    @Test
    void shouldHearThatTheVendorGoesAway() {
        String goAway = "{\"goAway\":{\"timeLeft\":\"60s\"}}";
        assertThat(scanned.wants(goAway)).isTrue();
        assertThat(scanned.scan(goAway).goingAway()).isTrue();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        assertThat(scanned.scan(AUDIO.formatted(PCM, "")).goingAway()).isFalse();
    }

    @Test
    void shouldWantOnlyWhatConcernsLipsOrDoesNotTell() {
        assertThat(scanned.wants("{\n \"serverContent\": {\n  \"modelTurn\": {\"par")).isTrue();
        assertThat(scanned.wants("{\"serverContent\":{\"turnComplete\":true}}")).isTrue();
        assertThat(scanned.wants("{\"serverContent\":{\"outputTranscription\":{\"text\":\"hi\"}}}")).isFalse();
        assertThat(scanned.wants("{\"serverContent\":{\"outputTranscription\":{\"text\":\"hi")).isTrue();
        assertThat(scanned.wants("{\"serverContent\":{\"inputTranscription\":{}},\"goAway\":{}}")).isTrue();
        assertThat(scanned.wants("{\"setupComplete\":{\"sessionId\":\"modelTurn\"}}")).isFalse();
        assertThat(scanned.wants("{\"usageMetadata\":{\"totalTokenCount\":1},\"ser")).isTrue();
        assertThat(scanned.wants("{\"serverContent\":7}")).isFalse();
        assertThat(scanned.wants("{}")).isFalse();
        assertThat(scanned.wants("")).isTrue();
        assertThat(scanned.wants("[1,2")).isFalse();
        assertThat(scanned.wantsOfClient("{\"realtimeInput\":{\"audio\":{\"data\":\"AA")).isFalse();
    }

    @Test
    void shouldSayWhatItCannotReadAndForgetIt() {
        String audio = AUDIO.formatted(PCM, "");
        for (int length = 0; length < audio.length(); length++) {
            scanned.scan(audio.substring(0, length));
            assertThat(frame.unparsed()).isTrue();
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
            assertThat(frame.spans()).isZero();
        }
        scanned.scan("{\"serverContent\":{\"interrupted\":true,\"modelTurn\":{\"parts\":[{,}]}}}");
        assertThat(frame.unparsed()).isTrue();
        scanned.scan("{\"serverContent\":" + "[".repeat(100) + "]".repeat(100) + "}");
        assertThat(frame.unparsed()).isTrue();
        scanned.scan(content("turnComplete", "true"));
        assertThat(frame.kind()).as("no turn was begun").isEqualTo(Kind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"serverContent\":null}", "{\"serverContent\":{\"modelTurn\":[]}}",
        "{\"serverContent\":{\"modelTurn\":{\"parts\":{}}}}", "{\"serverContent\":{\"modelTurn\":{\"parts\":[[[]]]}}}",
        "{\"serverContent\":{\"modelTurn\":{\"parts\":[{\"inlineData\":[{}]}]}}}",
        "{\"serverContent\":{\"interrupted\":\"true\"}}", "{\"serverContent\":[{\"turnComplete\":true}]}"})
    void shouldPassWhatIsShapedOtherwise(String text) {
        scanned.scan(text);
        assertThat(frame.unparsed()).isFalse();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
    }

    private static String content(String name, String value) {
        return "{\"serverContent\":{\"" + name + "\":" + value + "},\"usageMetadata\":{}}";
    }
}
