// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The independent reference must itself be right: what it says is checked with Jackson and the JDK's base64. */
class FakeUpstreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DELTA = "response.output_audio.delta";

    @TempDir
    Path folder;
    private final FakeOptions options = new FakeOptions();
    private byte[] pcm;

    @BeforeEach
    void writeHalfASecondOfATone() throws Exception {
        options.wav = folder.resolve("tone.wav");
        options.pace = FakeOptions.Pace.burst;
        pcm = new byte[24_000];
        for (int i = 0; i < pcm.length / 2; i++) {
            short sample = (short) (9_000 * Math.sin(i * 0.05));
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        AudioFormat format = new AudioFormat(24_000, 16, 1, true, false);
        AudioSystem.write(new AudioInputStream(new ByteArrayInputStream(pcm), format, pcm.length / 2),
                AudioFileFormat.Type.WAVE, options.wav.toFile());
    }

    @Test
    void shouldSpeakTheWholeFileInOrder() throws Exception {
        List<JsonNode> events = turn("");

        assertThat(types(events)).startsWith("session.created", "response.created", "response.output_item.added",
                "conversation.item.added", "response.content_part.added", DELTA).endsWith("response.done");
        assertThat(audio(events)).isEqualTo(pcm);
        assertThat(events.getLast().at("/response/status").asText()).isEqualTo("completed");
    }

    @Test
    void shouldGiveEveryDeltaTheFieldsThatTheSdkRequires() throws Exception {
        assertThat(turn("")).filteredOn(event -> event.path("type").asText().equals(DELTA)).hasSize(5)
                .allMatch(event -> event.has("event_id") && event.has("response_id") && event.has("item_id")
                        && event.has("output_index") && event.has("content_index"));
    }

    @Test
    void shouldSayTheSameInFragmentsOddCutsAndEscapes() throws Exception {
        options.fragment = true;
        options.odd = true;
        options.escape = true;

        assertThat(audio(turn(""))).isEqualTo(pcm);
    }

    @Test
    void shouldSpeakMulawWhereTheSessionAsksForIt() throws Exception {
        List<JsonNode> events = turn("""
                {"type":"session.update","session":{"audio":{"output":{"format":{"type":"audio/pcmu"}}}}}""");

        JsonNode updated = events.get(1);
        assertThat(updated.at("/session/audio/output/format/type").asText()).isEqualTo("audio/pcmu");
        assertThat(updated.at("/session/audio/output/voice").asText()).isEqualTo("marin");
        assertThat(audio(events)).hasSizeBetween(3_990, 4_010);
    }

    @Test
    void shouldUseTheBetaNames() throws Exception {
        options.beta = true;

        assertThat(types(turn(""))).contains("conversation.item.created", "response.audio.delta", "response.audio.done")
                .doesNotContain(DELTA, "conversation.item.added");
    }

    @Test
    void shouldStillSendAudioAfterTheUserBargedIn() throws Exception {
        options.interruptAfterMillis = 100;

        List<String> types = types(turn(""));

        assertThat(types.indexOf("input_audio_buffer.speech_started")).isGreaterThan(types.indexOf(DELTA));
        assertThat(types.subList(types.indexOf("input_audio_buffer.speech_started"), types.size())).contains(DELTA);
    }

    @Test
    void shouldStopSpeakingWhenTheClientCancels() throws Exception {
        options.pace = FakeOptions.Pace.real;
        try (FakeUpstream upstream = FakeUpstream.start(options);
                WireClient client = WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""))) {
            client.send("{\"type\":\"response.create\"}");
            client.messages().await(message -> message.string().contains(DELTA));
            client.send("{\"type\":\"response.cancel\"}");

            WireClient.Message done = client.messages().await(message -> message.string().contains("response.done"));

            assertThat(done.string()).contains("client_cancelled");
        }
    }

    @Test
    void shouldAnswerWhatItCannotReadWithAnError() throws Exception {
        assertThat(turn("no JSON").get(1).at("/error/code").asText()).isEqualTo("invalid_event");
    }

    @Test
    void shouldPaceAudioAsItIsSpoken() throws Exception {
        options.pace = FakeOptions.Pace.real;
        try (FakeUpstream upstream = FakeUpstream.start(options);
                WireClient client = WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""))) {
            client.send("{\"type\":\"response.create\"}");
            client.messages().await(message -> message.string().contains("response.done"));

            List<FakeSession.Said> said = upstream.sessions().getFirst().said().entries();
            assertThat(said.getLast().nanos() - said.get(1).nanos())
                    .isBetween(TimeUnit.MILLISECONDS.toNanos(499), TimeUnit.MILLISECONDS.toNanos(2_000));
        }
    }

    @Test
    void shouldRefuseAWrongKey() throws Exception {
        options.key = "ek_right";
        try (FakeUpstream upstream = FakeUpstream.start(options)) {
            assertThatThrownBy(() -> WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""), null,
                    new DefaultHttpHeaders().add("Authorization", "Bearer ek_wrong"))).hasMessageContaining("401");
            WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""),
                    "realtime, openai-insecure-api-key.ek_right", new DefaultHttpHeaders()).close();
        }
    }

    @Test
    void shouldCloseAsToldAfterItsAnswer() throws Exception {
        options.close = "4001:enough: said";
        try (FakeUpstream upstream = FakeUpstream.start(options);
                WireClient client = WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""))) {
            client.send("{\"type\":\"response.create\"}");

            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(4001, "enough: said"));
        }
    }

    @Test
    void shouldBreakOffInsideAMessage() throws Exception {
        options.dropAfter = 2;
        try (FakeUpstream upstream = FakeUpstream.start(options);
                WireClient client = WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""))) {
            client.send("{\"type\":\"response.create\"}");

            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(Close.ABNORMAL);
            assertThat(types(events(client))).filteredOn(DELTA::equals).hasSize(2);
        }
    }

    /** One answer, after {@code first} was sent. */
    private List<JsonNode> turn(String first) throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start(options);
                WireClient client = WireClient.connect(ClientTalk.direct(Vendor.openai, upstream.port(), ""))) {
            if (!first.isEmpty()) {
                client.send(first);
            }
            client.send("{\"type\":\"response.create\"}");
            client.messages().await(message -> message.string().contains("\"response.done\""));
            return events(client);
        }
    }

    private static List<JsonNode> events(WireClient client) {
        return client.messages().entries().stream().map(message -> tree(message.string())).toList();
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static byte[] audio(List<JsonNode> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.stream().filter(event -> event.path("type").asText().equals(DELTA))
                .forEach(event -> all.writeBytes(Base64.getDecoder().decode(event.path("delta").asText())));
        return all.toByteArray();
    }
}
