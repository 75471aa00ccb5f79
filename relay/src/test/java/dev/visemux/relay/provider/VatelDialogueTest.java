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
import org.junit.jupiter.params.provider.ValueSource;

class VatelDialogueTest {
    private static final String AUDIO =
            "{\"type\":\"response_audio\",\"data\":{\"turn_id\":\"%s\",\"audio\":\"AAECAw==\",\"is_final\":%s}}";
    private static final String INTERRUPTION = "{\"type\":\"interruption\"}";

    private final Scanned scanned = new Scanned(new VatelDialogue());
    private final AgentFrame frame = scanned.frame;

    @AfterEach
    void release() {
        scanned.close();
    }

    @Test
    void shouldFindAudioAndTheLastBrace() {
        scanned.scan(AUDIO.formatted("t1", "false") + " \n");
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(24_000));
        assertThat(frame.late()).isFalse();
        assertThat(frame.ends()).isFalse();
        assertThat(frame.sole()).isTrue();
        assertThat(scanned.spans()).containsExactly("AAECAw==");
        assertThat(scanned.rest()).isEqualTo("} \n");
    }

    @Test
    void shouldFindAudioInAnyOrderWithAnyEscapes() {
        for (int seed = 0; seed < 3_000; seed++) {
            RandomJson json = new RandomJson(seed);
            String audio = json.base64(3 + seed % 300);
            String text = json.object(2, "type", json.quoted("response_audio"), "data",
                    json.object(2, "turn_id", "\"t\"", "audio", audio, "is_final", "true"));
            scanned.scan(text);
            assertThat(frame.kind()).as(text).isEqualTo(Kind.AUDIO);
            assertThat(frame.ends()).isTrue();
            assertThat(scanned.spans()).containsExactly(audio.substring(1, audio.length() - 1));
            assertThat(frame.spanCoding(0)).isEqualTo(audio.contains("\\") ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            assertThat(scanned.rest().strip()).isEqualTo("}");
        }
    }

    @Test
    void shouldNameATurnByItsId() {
        long turn = scanned.scan(AUDIO.formatted("t1", "false")).turn();
        assertThat(scanned.scan(AUDIO.formatted("t2", "false")).turn()).isNotEqualTo(turn);
        assertThat(scanned.scan(AUDIO.formatted("t1", "true")).turn()).isEqualTo(turn);
        long none = scanned.scan("{\"type\":\"response_audio\",\"data\":{\"audio\":\"AAAA\"}}").turn();
        assertThat(none).isNotZero();
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(scanned.scan(AUDIO.formatted("t1", "true").replace("\"t1\"", "5")).turn()).isEqualTo(none);
    }

    @Test
    void shouldTakeAMissingIsFinalAsFalse() {
        scanned.scan("{\"type\":\"response_audio\",\"data\":{\"turn_id\":\"t\",\"audio\":\"AAAA\"}}");
        assertThat(frame.ends()).isFalse();
        scanned.scan("{\"type\":\"response_audio\",\"data\":{\"turn_id\":\"t\",\"audio\":\"AAAA\",\"is_final\":1}}");
        assertThat(frame.ends()).isFalse();
    }

    @Test
    void shouldEndATurnWithLastOrEmptyAudio() {
        long turn = scanned.scan(AUDIO.formatted("t1", "true")).turn();
        assertThat(frame.ends()).isTrue();
        for (String audio : List.of(",\"audio\":\"\"", ",\"audio\":null", "")) {
            scanned.scan("{\"data\":{\"is_final\":true,\"turn_id\":\"t1\"" + audio + "},\"type\":\"response_audio\"}");
            assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
            assertThat(frame.turn()).isEqualTo(turn);
        }
        scanned.scan("{\"type\":\"response_audio\",\"data\":{\"turn_id\":\"t1\",\"audio\":\"\",\"is_final\":false}}");
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
    }

    @Test
    void shouldCallAudioLateOnceItsTurnWasInterrupted() {
        scanned.scan(INTERRUPTION);
        assertThat(frame.interrupted()).isZero();
        long first = scanned.scan(AUDIO.formatted("t1", "false")).turn();
        scanned.scan(AUDIO.formatted("t2", "false"));
        long second = frame.response();
        scanned.scan(INTERRUPTION);
        assertThat(frame.interrupted()).isEqualTo(1);
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertThat(frame.response()).isEqualTo(second).isNotEqualTo(first);
        assertThat(frame.late()).isTrue();
        assertThat(scanned.scan(AUDIO.formatted("t2", "false")).late()).isTrue();
        assertThat(scanned.scan(AUDIO.formatted("t1", "false")).late()).isFalse();
        scanned.scan(AUDIO.formatted("t3", "false"));
        assertThat(scanned.scan(AUDIO.formatted("t2", "true")).late()).isTrue();
        assertThat(scanned.scan(INTERRUPTION).interrupted()).as("of the third").isEqualTo(1);
        assertThat(scanned.scan(AUDIO.formatted("t3", "false")).late()).isTrue();
        assertThat(scanned.scan(INTERRUPTION).interrupted()).as("once is enough").isZero();
    }

    @Test
    void shouldForgetOldTurnsAndGoOn() {
        for (int i = 0; i < 100; i++) {
            assertThat(scanned.scan(AUDIO.formatted("t" + i, "false")).late()).isFalse();
            scanned.scan(INTERRUPTION);
            assertThat(scanned.scan(AUDIO.formatted("t" + i, "false")).late()).isTrue();
        }
    }

    @Test
    void shouldEndTurnsSilentlyWithTheSession() {
        scanned.scan(AUDIO.formatted("t1", "false"));
        long turn = frame.response();
        scanned.scan("{\"type\":\"session_ended\",\"data\":{}}");
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertThat(frame.response()).isEqualTo(turn);
        assertThat(frame.late()).isFalse();
        assertThat(frame.interrupted()).isZero();
    }

    @Test
    void shouldWantOnlyWhatConcernsLipsOrDoesNotTell() {
        assertThat(scanned.wants("{\"type\":\"response_audio\",\"data\":{\"turn_id\"")).isTrue();
        assertThat(scanned.wants("{\"data\":{\"turn_id\":\"t\",\"audio\":\"AAA")).isTrue();
        assertThat(scanned.wants("{\"type\":\"response_text\",\"data\":{\"turn_id\"")).isFalse();
        assertThat(scanned.wants("{\"type\":\"input_audio_transcript\",\"data\":{")).isFalse();
        assertThat(scanned.wants("{\"type\":\"session_started\",\"data\":{\"id\":\"response_audio\"}}")).isFalse();
        assertThat(scanned.wants(INTERRUPTION)).isTrue();
        assertThat(scanned.wants("{\"type\":\"session_ended\"")).isTrue();
        assertThat(scanned.wants("{}")).isFalse();
        assertThat(scanned.wants("")).isTrue();
        assertThat(scanned.wants("RIFF")).isFalse();
        assertThat(scanned.wantsOfClient("{\"type\":\"input_audio\",\"data\":{\"audio\":\"AAAA")).isFalse();
    }

    @Test
    void shouldSayWhatItCannotReadAndForgetIt() {
        String audio = AUDIO.formatted("t", "false");
        for (int length = 0; length < audio.length(); length++) {
            scanned.scan(audio.substring(0, length));
            assertThat(frame.unparsed()).isTrue();
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        }
        assertThat(scanned.scan(INTERRUPTION).interrupted()).as("no turn has begun").isZero();
        scanned.scan("{\"type\":\"response_audio\",\"data\":" + "{\"a\":".repeat(100) + "1" + "}".repeat(101));
        assertThat(frame.unparsed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"response_audio\"}", "{\"type\":\"response_audio\",\"data\":null}",
        "{\"type\":\"response_audio\",\"data\":[\"AAAA\"]}", "{\"type\":\"response_audio\",\"data\":{\"audio\":7}}"})
    void shouldSayThatAudioIsMissing(String text) {
        scanned.scan(text);
        assertThat(frame.unparsed()).isTrue();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
    }
}
