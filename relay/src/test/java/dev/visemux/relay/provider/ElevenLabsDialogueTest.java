// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.PcmFormat.Encoding;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.AgentFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElevenLabsDialogueTest {
    private static final String AUDIO = "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":\"AAECAw==\",\"event_id\":%s}}";
    private static final String INTERRUPTION = "{\"type\":\"interruption\",\"interruption_event\":{\"event_id\":%s}}";
    private static final String TRANSCRIPT = "{\"type\":\"user_transcript\",\"user_transcription_event\":{\"user_transcript\":\"hi\"}}";
    private static final String INITIATION = "{\"type\":\"conversation_initiation_client_data\"%s}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ElevenLabsDialogue dialogue = new ElevenLabsDialogue(null);
    private final Scanned scanned = new Scanned(dialogue);
    private final AgentFrame frame = scanned.frame;

    @AfterEach
    void release() {
        scanned.close();
    }

    private void metadata(String format) {
        scanned.scan("{\"type\":\"conversation_initiation_metadata\",\"conversation_initiation_metadata_event\":{\"conversation_id\":"
                + "\"c\",\"agent_output_audio_format\":\"" + format + "\",\"user_input_audio_format\":\"pcm_16000\"}}");
    }

    @ParameterizedTest
    @CsvSource({"pcm_8000, PCM16, 8000", "pcm_16000, PCM16, 16000", "pcm_22050, PCM16, 22050", "pcm_24000, PCM16, 24000",
        "pcm_44100, PCM16, 44100", "pcm_48000, PCM16, 48000", "ulaw_8000, MULAW, 8000"})
    void shouldLearnTheFormatFromTheMetadata(String name, Encoding encoding, int rateHz) {
        metadata(name);
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        scanned.scan(AUDIO.formatted("1"));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(new PcmFormat(encoding, rateHz));
        assertThat(frame.eventId()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp3_44100", "opus_48000", "pcm_7999", "pcm_96000", "pcm_", "pcm", "", "xpcm_16000", "pcm_16000x"})
    void shouldKnowNoFormatBeforeTheMetadataNorAStrangeOne(String name) {
        scanned.scan(AUDIO.formatted("1"));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isNull();
        metadata(name);
        scanned.scan(AUDIO.formatted("2"));
        assertThat(frame.format()).isNull();
    }

    @Test
    void shouldFindAudioInAnyOrderWithAnyEscapes() {
        metadata("pcm_16000");
        for (int seed = 0; seed < 3_000; seed++) {
            RandomJson json = new RandomJson(seed);
            String audio = json.base64(3 + seed % 300);
            String text = json.object(2, "type", json.quoted("audio"), "audio_event", json.object(2, "event_id", "77",
                    "alignment", "{\"chars\":[\"}\",\"\\\"\"],\"char_start_times_ms\":[0,80]}", "audio_base_64", audio));
            scanned.scan(text);
            assertThat(frame.kind()).as(text).isEqualTo(Kind.AUDIO);
            assertThat(frame.eventId()).isEqualTo(77);
            assertThat(scanned.spans()).containsExactly(audio.substring(1, audio.length() - 1));
            assertThat(frame.spanCoding(0)).isEqualTo(audio.contains("\\") ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            assertThat(scanned.rest().strip()).isEqualTo("}");
        }
    }

    @Test
    void shouldTellTheVendorsNumberWhereItIsOne() {
        assertThat(scanned.scan(AUDIO.formatted("1795218240123")).eventId()).isEqualTo(1795218240123L);
        for (String odd : new String[] {"\"7\"", "null", "-1", "1.5", "12345678901234567890", "{}"}) {
            assertThat(scanned.scan(AUDIO.formatted(odd)).eventId()).as(odd).isEqualTo(-1);
            assertThat(frame.late()).isFalse();
        }
    }

    @Test
    void shouldCallAudioLateUpToTheInterruptionsNumber() {
        long first = scanned.scan(AUDIO.formatted("6")).turn();
        scanned.scan(INTERRUPTION.formatted("8"));
        assertThat(frame.interrupted()).isEqualTo(1);
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertThat(frame.late()).isTrue();
        for (String id : new String[] {"7", "8"}) {
            assertAudio(id, true, first);
        }
        long second = scanned.scan(AUDIO.formatted("9")).turn();
        assertThat(second).isNotEqualTo(first);
        assertThat(frame.late()).isFalse();
        assertAudio("8", true, first);
        assertAudio("10", false, second);
        scanned.scan(INTERRUPTION.formatted("8"));
        assertAudio("11", false, frame.turn() + 1);
    }

    @Test
    void shouldCountAnInterruptionOnlyOfATurn() {
        assertThat(scanned.scan(INTERRUPTION.formatted("3")).interrupted()).isZero();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        assertThat(scanned.scan(AUDIO.formatted("2")).late()).isTrue();
        assertThat(scanned.scan(AUDIO.formatted("4")).late()).isFalse();
        assertThat(scanned.scan(INTERRUPTION.formatted("4")).interrupted()).isEqualTo(1);
        assertThat(scanned.scan(INTERRUPTION.formatted("4")).interrupted()).isZero();
    }

    @Test
    void shouldTakeAnInterruptionWithoutNumberForAllThatWasHeard() {
        long turn = scanned.scan(AUDIO.formatted("5")).turn();
        assertThat(scanned.scan("{\"type\":\"interruption\"}").interrupted()).isEqualTo(1);
        assertAudio("5", true, turn);
        assertAudio("6", false, turn + 1);
    }

    @Test
    void shouldEndATurnSilentlyWhenTheUserIsHeardAgain() {
        long first = scanned.scan(AUDIO.formatted("1")).turn();
        scanned.scan(TRANSCRIPT);
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertThat(frame.late()).isFalse();
        assertThat(frame.response()).isEqualTo(first);
        assertAudio("2", false, first + 1);
        scanned.scan(TRANSCRIPT);
        assertThat(scanned.scan(TRANSCRIPT).kind()).isEqualTo(Kind.OTHER);
        scanned.scan(INTERRUPTION.formatted("2"));
        assertAudio("2", true, first + 1);
    }

    @Test
    void shouldSayThatASessionLastedTooLong() {
        String error = "{\"type\":\"error\",\"error_event\":{\"code\":1000,\"error_type\":\"%s\",\"message\":\"m\"}}";
        assertThat(scanned.scan(error.formatted("max_duration_exceeded")).goingAway()).isTrue();
        assertThat(scanned.scan(error.formatted("missing_dynamic_variable")).goingAway()).isFalse();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void shouldWantOnlyWhatConcernsLipsOrDoesNotTell() {
        for (String text : new String[] {AUDIO.formatted("1"), INTERRUPTION.formatted("1"), TRANSCRIPT,
            "{\"type\":\"conversation_initiation_metadata\",\"conv", "{\"audio_event\":{\"audio_base_64\":\"AAAA", "", " \n",
            "{\"type\":\"aud"}) {
            assertThat(scanned.wants(text)).as(text).isTrue();
        }
        for (String text : new String[] {"{\"type\":\"ping\",\"ping_event\":{\"event_id\":1}}", "{\"type\":\"agent_response\",\"ag",
            "{\"type\":\"agent_response_correction\"", "{\"type\":\"audio_\"", "{\"type\":5}", "{}", "[1", "RIFF",
            "{\"type\":\"tentative_user_transcript\""}) {
            assertThat(scanned.wants(text)).as(text).isFalse();
        }
    }

    @Test
    void shouldSayWhatItCannotRead() {
        for (String text : new String[] {"", "[]", "{\"type\":\"audio\"}", "{\"type\":\"audio\",\"audio_event\":7}",
            "{\"type\":\"audio\",\"audio_event\":{}}", "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":7}}",
            "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":\"AA", AUDIO.formatted("1") + "}"}) {
            assertThat(scanned.scan(text).unparsed()).as(text).isTrue();
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | `,\"dynamic_variables\":{\"name\":\"Ann\",\"\u00fcn\":[1,2]}`",
        "`,\"dynamic_variables\":{}` | `,\"dynamic_variables\":{\"name\":\"Ann\",\"\u00fcn\":[1,2]}`",
        "`,\"dynamic_variables\": null ` | `,\"dynamic_variables\":{\"name\":\"Ann\",\"\u00fcn\":[1,2]} `",
        "`,\"dynamic_variables\": { \"x\" : 1.10 } ,\"user_id\":\"u\"` | `,\"dynamic_variables\": { \"x\" : 1.10 ,\"name\":\"Ann\",\"\u00fcn\":[1,2]} ,\"user_id\":\"u\"`",
        "`,\"dynamic_variables\":{\"n\\u0061me\":null}` | `,\"dynamic_variables\":{\"n\\u0061me\":null,\"\u00fcn\":[1,2]}`",
        "`,\"x\":{\"dynamic_variables\":1}` | `,\"x\":{\"dynamic_variables\":1},\"dynamic_variables\":{\"name\":\"Ann\",\"\u00fcn\":[1,2]}`"})
    void shouldPutTheSignedVariablesUnderTheClientsOwn(String own, String merged) throws Exception {
        byte[] rewritten = rewrite(signed(), INITIATION.formatted(own));
        assertThat(new String(rewritten, StandardCharsets.UTF_8)).isEqualTo(INITIATION.formatted(merged));
        assertThat(JSON.readTree(rewritten).isObject()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"dynamic_variables\":7", ",\"dynamic_variables\":[]", ",\"dynamic_variables\":\"{}\"",
        ",\"dynamic_variables\":{\"name\":1,\"\u00fcn\":2}", ",\"dynamic_variables\":{", "}"})
    void shouldLeaveWhatItCannotAddTo(String own) {
        assertThat(rewrite(signed(), INITIATION.formatted(own))).isNull();
    }

    @Test
    void shouldRewriteTheFirstInitiationOnlyAndNothingElse() {
        ElevenLabsDialogue dialogue = signed();
        assertThat(rewrite(dialogue, "{\"type\":\"pong\",\"event_id\":1}")).isNull();
        assertThat(rewrite(dialogue, INITIATION.formatted(""))).isNotNull();
        assertThat(rewrite(dialogue, INITIATION.formatted(""))).isNull();
    }

    @Test
    void shouldNeverWaitForTheMicrophone() {
        try (Scanned client = new Scanned(signed())) {
            assertThat(client.wantsOfClient("{\"user_audio_chunk\":\"AAAA")).isFalse();
            assertThat(client.wantsOfClient("{\"type\":\"pong\",\"event_id\":1}")).isFalse();
            assertThat(client.wantsOfClient("{\"type\":\"conversation_initiation_client_data\",\"dy")).isTrue();
            assertThat(client.wantsOfClient("{\"dynamic_variables\":{\"a\":\"bbbbb")).isTrue();
            assertThat(client.wantsOfClient("nonsense")).isFalse();
        }
        assertThat(scanned.wantsOfClient(INITIATION.formatted(""))).as("nothing is signed").isFalse();
    }

    @Test
    void shouldSurviveMutatedMessages() {
        Random random = new Random(3);
        String[] seeds = {AUDIO.formatted("3"), INTERRUPTION.formatted("3"), TRANSCRIPT,
            INITIATION.formatted(",\"dynamic_variables\":{\"a\":{\"b\":[1,null]}}")};
        for (int round = 0; round < 30_000; round++) {
            StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int i = random.nextInt(4); i > 0; i--) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\",:\\u019-e. \u00fc".charAt(random.nextInt(17)));
            }
            String cut = text.substring(0, random.nextInt(4) == 0 ? random.nextInt(text.length() + 1) : text.length());
            scanned.wants(cut);
            scanned.scan(cut);
            assertThat(frame.spans()).as(cut).isLessThanOrEqualTo(1);
            assertThat(scanned.spans()).as("in the message").hasSize(frame.spans());
            byte[] rewritten = rewrite(signed(), cut);
            assertThat(rewritten == null || isJson(rewritten)).as(cut).isTrue();
        }
    }

    private static boolean isJson(byte[] text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (java.io.IOException _) {
            return false;
        }
    }

    private static ElevenLabsDialogue signed() {
        return new ElevenLabsDialogue(new DynamicVariables("{\"name\":\"Ann\",\"\u00fcn\":[1,2]}"));
    }

    private static byte[] rewrite(ElevenLabsDialogue dialogue, String text) {
        ByteBuf in = Unpooled.directBuffer().writeZero(3).writeBytes(text.getBytes(StandardCharsets.UTF_8));
        try {
            ClientFrame found = new ClientFrame();
            dialogue.scanOfClient(false, in, 3, in.readableBytes() - 3, found);
            return found.instead();
        } finally {
            in.release();
        }
    }

    private void assertAudio(String id, boolean late, long turn) {
        scanned.scan(AUDIO.formatted(id));
        assertThat(frame.late()).as(id).isEqualTo(late);
        assertThat(frame.turn()).isEqualTo(turn);
    }
}
