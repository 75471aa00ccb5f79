// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.PcmFormat.Encoding;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.AgentFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiDialogueTest {
    private static final String DELTA = """
            {"type":"response.output_audio.delta","event_id":"e1","response_id":"%s","item_id":"%s",\
            "output_index":0,"content_index":%d,"delta":"AAECAw=="}""";

    private final Dialogue dialogue = new OpenAiDialogue();
    private final AgentFrame frame = new AgentFrame();
    private final ByteBuf buf = Unpooled.directBuffer();

    @AfterEach
    void release() {
        buf.release();
    }

    @Test
    void shouldFindAudioFormatAndTheLastBrace() {
        String text = DELTA.formatted("r1", "i1", 0);
        scan(text + " \n");
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(24_000));
        assertThat(frame.late()).isFalse();
        assertThat(frame.spliceAt()).isEqualTo(text.length() - 1);
        assertThat(frame.spans()).isEqualTo(1);
        assertThat(text.substring(frame.spanFrom(0), frame.spanFrom(0) + frame.spanLength(0))).isEqualTo("AAECAw==");
        assertThat(frame.spanCoding(0)).isEqualTo(Coding.BASE64);
    }

    @Test
    void shouldFindAudioInAnyOrderWithAnyEscapes() {
        for (int seed = 0; seed < 3_000; seed++) {
            RandomJson json = new RandomJson(seed);
            String audio = json.base64(seed % 300);
            String text = json.object(2, "type", json.quoted("response.output_audio.delta"), "delta", audio,
                    "response_id", "\"r\"", "item_id", "\"i\"", "content_index", "3");
            scan(text);
            assertThat(frame.kind()).as(text).isEqualTo(Kind.AUDIO);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(new String(bytes, frame.spanFrom(0), frame.spanLength(0), StandardCharsets.US_ASCII))
                    .isEqualTo(audio.substring(1, audio.length() - 1));
            assertThat(frame.spanCoding(0)).isEqualTo(audio.contains("\\") ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            String rest = new String(bytes, frame.spliceAt(), bytes.length - frame.spliceAt(), StandardCharsets.UTF_8);
            assertThat(rest.strip()).isEqualTo("}");
        }
    }

    @Test
    void shouldNameATurnByResponseItemAndContentIndex() {
        scan(DELTA.formatted("r1", "i1", 0));
        long turn = frame.turn();
        for (String other : List.of(DELTA.formatted("r2", "i1", 0), DELTA.formatted("r1", "i2", 0),
                DELTA.formatted("r1", "i1", 1), DELTA.formatted("i1", "r1", 0))) {
            scan(other);
            assertThat(frame.turn()).isNotEqualTo(turn);
        }
        scan("""
                {"item_id":"i1","response_id":"r1","content_index":0,"type":"response.output_audio.done"}""");
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
        assertThat(frame.turn()).isEqualTo(turn);
    }

    @Test
    void shouldSpeakBetaToo() {
        scan(DELTA.replace("output_audio", "audio").formatted("r1", "i1", 0));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        scan("""
                {"type":"response.audio.done","response_id":"r1","item_id":"i1","content_index":0}""");
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'type':'audio/pcm','rate':24000} | PCM16 | 24000", "{'rate':16000,'type':'audio/pcm'} | PCM16 | 16000",
        "{'type':'audio/pcm'} | PCM16 | 24000", "{'type':'audio/pcmu'} | MULAW | 8000",
        "{'type':'audio/pcma'} | ALAW | 8000",
        "{'type':'audio/opus'} | | 0", "{'type':'audio/pcm','rate':96000} | | 0", "{} | | 0"})
    void shouldLearnTheFormatOfTheSession(String format, Encoding encoding, int rateHz) {
        for (String event : List.of("session.created", "session.updated")) {
            scan("{\"type\":\"" + event + "\",\"session\":{\"audio\":{\"input\":{},\"output\":{\"voice\":\"x\","
                    + "\"format\":" + format.replace('\'', '"') + "}}}}");
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
            scan(DELTA.formatted(event, "i1", 0));
            assertThat(frame.format()).isEqualTo(encoding == null ? null : new PcmFormat(encoding, rateHz));
        }
    }

    @ParameterizedTest
    @CsvSource({"pcm16, PCM16, 24000", "g711_ulaw, MULAW, 8000", "g711_alaw, ALAW, 8000"})
    void shouldLearnTheFormatOfABetaSession(String format, Encoding encoding, int rateHz) {
        scan("{\"type\":\"session.updated\",\"session\":{\"output_audio_format\":\"" + format + "\"}}");
        scan(DELTA.formatted("r1", "i1", 0));
        assertThat(frame.format()).isEqualTo(new PcmFormat(encoding, rateHz));
    }

    @Test
    void shouldLetAResponseHaveItsOwnFormatAndKeepItWhenTheSessionChanges() {
        scan("{\"type\":\"response.created\",\"response\":{\"id\":\"r1\",\"audio\":{\"output\":{\"format\":"
                + "{\"type\":\"audio/pcmu\"}}}}}");
        scan("{\"type\":\"response.created\",\"response\":{\"id\":\"r2\"}}");
        scan("{\"type\":\"session.updated\",\"session\":{\"output_audio_format\":\"g711_alaw\"}}");
        scan(DELTA.formatted("r1", "i1", 0));
        assertThat(frame.format().encoding()).isEqualTo(Encoding.MULAW);
        scan(DELTA.formatted("r2", "i1", 0));
        assertThat(frame.format().encoding()).isEqualTo(Encoding.PCM16);
        scan(DELTA.formatted("r3", "i1", 0));
        assertThat(frame.format().encoding()).isEqualTo(Encoding.ALAW);
    }

    @Test
    void shouldCallAudioLateOnceItsResponseWasInterruptedByTheUser() {
        begin("r1");
        begin("r2");
        scan("{\"type\":\"response.done\",\"response\":{\"id\":\"r1\",\"status\":\"completed\"}}");
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        scan("{\"type\":\"input_audio_buffer.speech_started\",\"item_id\":\"u\"}");
        assertThat(frame.interrupted()).isEqualTo(1);
        assertLate("r1", false);
        assertLate("r2", true);
        assertLate("r3", false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'audio':{'input':{'turn_detection':{'type':'semantic_vad','interrupt_response':false}}}} | false",
        "{'turn_detection':{'interrupt_response':false}} | false",
        "{'audio':{'input':{'turn_detection':{'interrupt_response':true}}}} | true",
        "{'audio':{'input':{'turn_detection':null}}} | true"})
    void shouldLeaveAResponseAloneWhereSpeechDoesNotInterrupt(String session, boolean interrupts) {
        scan("{\"type\":\"session.updated\",\"session\":" + session.replace('\'', '"') + "}");
        begin("r1");
        scan("{\"type\":\"input_audio_buffer.speech_started\"}");
        assertLate("r1", interrupts);
    }

    @Test
    void shouldCallAudioLateAfterACancelledResponse() {
        begin("r1");
        scan("{\"type\":\"response.done\",\"response\":{\"status\":\"cancelled\",\"output\":[{\"id\":\"x\"}],"
                + "\"id\":\"r1\"}}");
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertLate("r1", true);
    }

    @Test
    void shouldCallAudioLateAfterItsItemWasTruncated() {
        begin("r1");
        scan(DELTA.formatted("r1", "i1", 0));
        begin("r2");
        scan(DELTA.formatted("r2", "i2", 0));
        scan("{\"type\":\"conversation.item.truncated\",\"item_id\":\"i1\",\"content_index\":0,\"audio_end_ms\":1}");
        assertThat(frame.interrupted()).isEqualTo(1);
        assertLate("r1", true);
        assertLate("r2", false);
    }

    @Test
    void shouldCallAudioLateAfterTheClientCancelled() {
        begin("r1");
        begin("r2");
        assertThat(client("{\"type\":\"response.cancel\",\"response_id\":\"r1\"}")).isEqualTo(1);
        assertLate("r1", true);
        assertLate("r2", false);
        assertThat(client("{\"event_id\":\"c\",\"type\":\"response.cancel\"}")).isEqualTo(1);
        assertLate("r2", true);
        assertThat(client("{\"type\":\"response.cancel\"}")).isZero();
    }

    @Test
    void shouldHearThatTheSessionHasExpired() {
        scan("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"code\":\"session_expired\"}}");
        assertThat(frame.goingAway()).isTrue();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        scan("{\"type\":\"error\",\"error\":{\"code\":\"invalid_event\",\"message\":\"session_expired\"}}");
        assertThat(frame.goingAway()).isFalse();
    }

    @Test
    void shouldForgetOldResponsesAndGoOn() {
        for (int i = 0; i < 100; i++) {
            begin("r" + i);
            scan("{\"type\":\"input_audio_buffer.speech_started\"}");
            assertLate("r" + i, true);
        }
    }

    @Test
    void shouldWantOnlyWhatConcernsLipsOrDoesNotTell() {
        assertThat(wants("{\"type\":\"response.output_audio.delta\",\"event_id\"")).isTrue();
        assertThat(wants("{\"type\":\"response.output_audio_transcript.delta\",\"ev")).isFalse();
        assertThat(wants("{\"type\":\"response.text.delta\"}")).isFalse();
        assertThat(wants("{\"type\":\"response.output_aud")).isTrue();
        assertThat(wants("{\"type\":\"response.cancel\"}")).isFalse();
        assertThat(wants("{\"event_id\":\"e\",\"type\":\"rate_limits.updated\"")).isFalse();
        assertThat(wants("{\"event_id\":\"eeeeeeeeeeeeeeeeeeeeee")).isTrue();
        assertThat(wants("{\"item\":{\"type\":\"response.text.delta\"")).isTrue();
        assertThat(wants("{}")).isFalse();
        assertThat(wants("")).isTrue();
        assertThat(wants(" \n")).isTrue();
        assertThat(wants("RIFF")).isFalse();
        assertThat(wants("[1,2")).isFalse();
    }

    @Test
    void shouldWantOfTheClientOnlyItsCancel() {
        assertThat(wantsOfClient("{\"type\":\"input_audio_buffer.append\",\"audio\":\"AAAA")).isFalse();
        assertThat(wantsOfClient("{\"audio\":\"AAAA")).isTrue();
        assertThat(wantsOfClient("{\"type\":\"response.cancel\"")).isTrue();
        assertThat(wantsOfClient("{\"type\":\"response.output_audio.delta\"")).isFalse();
    }

    @Test
    void shouldSayWhatItCannotRead() {
        for (String text : List.of("", "[]", "{\"type\":\"response.output_audio.delta\",\"delta\":\"AA",
                "{\"type\":\"response.output_audio.delta\",\"delta\":5}", "{\"type\":\"response.output_audio.delta\"}",
                "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\"}}")) {
            scan(text);
            assertThat(frame.unparsed()).as(text).isTrue();
            assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        }
        scan("{\"type\":12,\"delta\":\"" + Base64.getEncoder().encodeToString(new byte[9]) + "\"}");
        assertThat(frame.unparsed()).isFalse();
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
    }

    private void begin(String response) {
        scan("{\"type\":\"response.created\",\"response\":{\"id\":\"" + response + "\",\"status\":\"in_progress\"}}");
    }

    private void assertLate(String response, boolean late) {
        scan(DELTA.formatted(response, "i" + response, 0));
        assertThat(frame.late()).as(response).isEqualTo(late);
    }

    private void scan(String text) {
        dialogue.scan(false, write(text), 2, buf.readableBytes() - 2, frame);
    }

    private int client(String text) {
        assertThat(wantsOfClient(text)).isTrue();
        ClientFrame found = new ClientFrame();
        dialogue.scanOfClient(false, write(text), 2, buf.readableBytes() - 2, found);
        return found.interrupted();
    }

    private boolean wants(String text) {
        return dialogue.wants(false, write(text), 2, buf.readableBytes() - 2);
    }

    private boolean wantsOfClient(String text) {
        return dialogue.wantsOfClient(false, write(text), 2, buf.readableBytes() - 2);
    }

    private ByteBuf write(String text) {
        return buf.clear().writeZero(2).writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
