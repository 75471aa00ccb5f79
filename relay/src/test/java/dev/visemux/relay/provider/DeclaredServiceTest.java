// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.PcmFormat.Encoding;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.AgentFrame.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeclaredServiceTest {
    /** A service that speaks as OpenAI does. */
    static final Map<String, String> LIKE_OPENAI = Map.of(
            "declared.acme.url", "wss://voice.acme.example/v1/realtime",
            "declared.acme.query", "model={model}",
            "declared.acme.auth", "Authorization: Bearer {secret}",
            "declared.acme.audio", "delta",
            "declared.acme.audio_marks", "type=response.audio.delta",
            "declared.acme.turn", "response_id",
            "declared.acme.turn_end", "type=response.audio.done, type=response.done",
            "declared.acme.interruption", "type=input_audio_buffer.speech_started");
    /** One that sends bare samples, and signs between them. */
    static final Map<String, String> BARE = Map.of(
            "declared.bare.url", "ws://127.0.0.1:9/",
            "declared.bare.audio", "binary",
            "declared.bare.format", "ulaw_8000",
            "declared.bare.turn_start", "event=start",
            "declared.bare.turn_end", "state.done",
            "declared.bare.interruption", "event=barge-in");

    private final AgentFrame frame = new AgentFrame();
    private final ByteBuf buf = Unpooled.directBuffer();
    private Dialogue dialogue;

    @AfterEach
    void release() {
        buf.release();
    }

    @Test
    void shouldReachTheServiceAsDeclared() {
        Provider acme = provider("acme", LIKE_OPENAI);
        assertThat(acme.form().secretRequired()).isTrue();
        assertThat(acme.form().fields()).extracting(Form.Field::name).containsExactly("model");
        assertThat(acme.form().answer().apply(URI.create("https://relay.example"), "T")).containsEntry(
                "signed_url", "wss://relay.example/v1/providers/acme/ws?token=T").containsEntry("api_key", "ek_T");
        assertThat(acme.door().isAt("/v1/providers/acme/ws")).isTrue();
        HttpRequest handshake = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/providers/acme/ws?token=T");
        handshake.headers().set("Origin", "https://page.example");
        Endpoint endpoint = (Endpoint) acme.approach(new Caller("$k\\", Map.of("model", "a b&c"), handshake));
        assertThat(endpoint.uri()).hasToString("wss://voice.acme.example/v1/realtime?model=a+b%26c");
        assertThat(endpoint.headers().get("Authorization")).isEqualTo("Bearer $k\\");
        assertThat(endpoint.headers().get("Origin")).isEqualTo("https://page.example");
        assertThat(provider("bare", BARE).form().secretRequired()).isFalse();
    }

    @Test
    void shouldFindAudioTurnsAndInterruptionsByTheirMarks() {
        dialogue = provider("acme", LIKE_OPENAI).dialogue(null);
        String audio = "{\"type\":\"response.audio.delta\",\"response_id\":\"%s\",\"delta\":\"AAEC\\/w==\"}";
        say(audio.formatted("r1"));
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(PcmFormat.pcm16(24_000));
        assertThat(frame.spanCoding(0)).isEqualTo(Coding.ESCAPED_BASE64);
        assertThat(frame.spliceAt()).isEqualTo(audio.formatted("r1").length() - 1);
        long first = frame.turn();
        say("{\"type\":\"response.audio.done\",\"response_id\":\"r1\"}");
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
        assertThat(frame.turn()).isEqualTo(first);
        say(audio.formatted("r2"));
        assertThat(frame.turn()).isNotEqualTo(first);
        say("{\"type\":\"input_audio_buffer.speech_started\"}");
        assertThat(frame.interrupted()).isOne();
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
        assertThat(frame.late()).isTrue();
        say(audio.formatted("r2"));
        assertThat(frame.late()).isTrue();
        say(audio.formatted("r3"));
        assertThat(frame.late()).isFalse();
    }

    @Test
    void shouldHearSamplesInBinaryFramesBetweenMarks() {
        dialogue = provider("bare", BARE).dialogue(null);
        hear(160);
        assertThat(frame.kind()).isEqualTo(Kind.AUDIO);
        assertThat(frame.format()).isEqualTo(new PcmFormat(Encoding.MULAW, 8_000));
        assertThat(frame.spanCoding(0)).isEqualTo(Coding.RAW);
        assertThat(frame.spanLength(0)).isEqualTo(160);
        long first = frame.turn();
        hear(160);
        assertThat(frame.turn()).isEqualTo(first);
        say("{\"state\":{\"done\":false}}");
        assertThat(frame.kind()).isEqualTo(Kind.OTHER);
        say("{\"state\":{\"done\":true}}");
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
        hear(160);
        assertThat(frame.turn()).isNotEqualTo(first);
        say("{\"event\":\"barge-in\"}");
        assertThat(frame.interrupted()).isOne();
        assertThat(frame.kind()).isEqualTo(Kind.TURN_END);
        hear(160);
        say("{\"event\":\"start\"}");
        assertThat(frame.kind()).isEqualTo(Kind.RESPONSE_END);
    }

    @Test
    void shouldLookNoFurtherThanNeeded() {
        dialogue = provider("acme", LIKE_OPENAI).dialogue(null);
        assertThat(wants("{\"type\":\"response.text.delta\",\"delta\":\"AAAA")).isFalse();
        assertThat(wants("{\"type\":\"response.audio.delta\",\"delta\":\"AAAA")).isTrue();
        assertThat(wants("{\"delta\":\"AAAA")).isTrue();
        assertThat(wants("{\"type\":\"response.aud")).isTrue();
        assertThat(wants("[1")).isFalse();
        dialogue = provider("bare", BARE).dialogue(null);
        assertThat(wants("{\"anything\":1")).isTrue(); // a mark may follow
    }

    @Test
    void shouldTakeWhateverComes() {
        Random random = new Random(7);
        RandomJson json = new RandomJson(7);
        for (String name : List.of("acme", "bare")) {
            dialogue = provider(name, name.equals("bare") ? BARE : LIKE_OPENAI).dialogue(null);
            for (int i = 0; i < 20_000; i++) {
                byte[] bytes = json.object(4, "type", "\"response.audio.delta\"", "delta", json.base64(random.nextInt(300)),
                        "event", json.value(2), "state", json.value(3)).getBytes(StandardCharsets.UTF_8);
                boolean whole = i % 2 == 0;
                if (!whole) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                buf.clear().writeBytes(bytes);
                dialogue.wants(false, buf, 0, random.nextInt(bytes.length + 1));
                dialogue.scan(false, buf, 0, bytes.length, frame);
                assertThat(frame.unparsed() && whole).as(new String(bytes, StandardCharsets.UTF_8)).isFalse();
                assertThat(frame.kind()).isIn(frame.unparsed() ? List.of(Kind.OTHER) : List.of(Kind.values()));
                assertThat(!whole || buf.getByte(frame.spliceAt()) == '}').isTrue();
            }
        }
    }

    private static Provider provider(String name, Map<String, String> declared) {
        return new Providers(RelayConfig.of(declared)).named(name);
    }

    private boolean wants(String text) {
        buf.clear().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return dialogue.wants(false, buf, 0, buf.readableBytes());
    }

    private void say(String text) {
        buf.clear().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        dialogue.scan(false, buf, 0, buf.readableBytes(), frame);
        assertThat(frame.unparsed()).isFalse();
    }

    private void hear(int bytes) {
        buf.clear().writeZero(bytes);
        assertThat(dialogue.wants(true, buf, 0, bytes)).isTrue();
        dialogue.scan(true, buf, 0, bytes, frame);
    }
}
