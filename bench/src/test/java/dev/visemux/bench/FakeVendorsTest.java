// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gemini, ElevenLabs and Vatel as they are played: read with Jackson and the JDK's base64. */
class FakeVendorsTest {
    private static final String AGENT = "00000000-0000-4000-8000-000000000001";

    private final FakeOptions options = new FakeOptions();
    private final HttpClient http = HttpClient.newHttpClient();
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws Exception {
        options.pace = FakeOptions.Pace.burst;
        upstream = FakeUpstream.start(options);
    }

    @AfterEach
    void stop() {
        upstream.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldSpeakTheWholeSentenceHoweverItIsCut(Vendor vendor) throws Exception {
        options.format = "pcm_24000";
        options.odd = true;
        options.escape = true;
        options.pretty = true;
        options.fragment = true;
        options.parts = 3;

        List<JsonNode> messages = turn(vendor);

        assertThat(audio(messages)).isEqualTo(Speech.builtIn().getFirst().pcm());
    }

    @ParameterizedTest
    @CsvSource({"gemini, pcm_48000, 48000", "elevenlabs, pcm_16000, 16000", "elevenlabs, pcm_44100, 44100",
            "elevenlabs, ulaw_8000, 4000", "openai, alaw_8000, 4000", "openai, ulaw_8000, 4000"})
    void shouldSpeakInTheFormatThatItAnnounces(Vendor vendor, String format, int samplesIn500Millis) throws Exception {
        options.format = format;

        List<JsonNode> messages = turn(vendor);

        assertThat(messages.toString()).contains(switch (vendor) {
            case gemini -> "audio/pcm;rate=48000";
            case elevenlabs -> "\"agent_output_audio_format\":\"" + format + "\"";
            default -> format.startsWith("alaw") ? "audio/pcma" : "audio/pcmu";
        });
        assertThat(audio(messages).length / (6.645 * 2)).isBetween(samplesIn500Millis * .99, samplesIn500Millis * 1.01);
    }

    @ParameterizedTest
    @CsvSource({"en, default", "id, indonesian"})
    void shouldSpeakTheLanguage(Language language, String model) throws Exception {
        options.language = language;

        assertThat(audio(turn(Vendor.vatel))).isEqualTo(language.speeches().getFirst().pcm());
        assertThat(language.visemeModel()).isEqualTo(model);
    }

    @Test
    void shouldSendGeminiInBinaryAndEndATurnTwice() throws Exception {
        try (WireClient client = client(Vendor.gemini, "key")) {
            List<JsonNode> messages = ask(Vendor.gemini, client);

            assertThat(client.messages().entries()).noneMatch(WireClient.Message::text);
            assertThat(messages.getFirst()).hasToString("{\"setupComplete\":{}}");
            assertThat(messages.get(messages.size() - 2))
                    .hasToString("{\"serverContent\":{\"generationComplete\":true}}");
            assertThat(messages.getLast().at("/serverContent/turnComplete").asBoolean()).isTrue();
        }
    }

    @Test
    void shouldSkipGenerationCompleteOfAnInterruptedTurn() throws Exception {
        options.interruptAfterMillis = 300;

        List<JsonNode> messages = turn(Vendor.gemini);

        assertThat(messages).filteredOn(message -> message.toString().contains("inlineData")).hasSize(3);
        assertThat(messages.toString()).doesNotContain("generationComplete");
        assertThat(messages.get(messages.size() - 2).at("/serverContent/interrupted").asBoolean()).isTrue();
        assertThat(messages.getLast().at("/serverContent/turnComplete").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "auth_tokens/wrong"})
    void shouldCloseGeminiWhereTheKeyIsWrong(String key) throws Exception {
        options.key = "right";
        try (WireClient client = client(Vendor.gemini, key)) {
            assertThat(closeOf(client).code()).isEqualTo(1007);
        }
    }

    @Test
    void shouldTakeAnEphemeralTokenAtTheConstrainedDoorOnly() throws Exception {
        options.key = "right";
        String token = Heard.json(post("/v1alpha/auth_tokens", "x-goog-api-key", "right", "{}").body())
                .path("name").asText();
        try (WireClient client = client(Vendor.gemini, token)) {
            assertThat(ask(Vendor.gemini, client)).isNotEmpty();
        }
        URI plain = URI.create(ClientTalk.direct(Vendor.gemini, upstream.port(), "x").toString()
                .replace("key=x", "key=" + token));
        try (WireClient client = WireClient.connect(plain)) {
            assertThat(closeOf(client).code()).isEqualTo(1007);
        }
    }

    @Test
    void shouldSayNothingOfElevenLabsBeforeTheClientDoesAndCountItsPongs() throws Exception {
        try (WireClient client = client(Vendor.elevenlabs, "agent_x")) {
            List<JsonNode> messages = ask(Vendor.elevenlabs, client);

            assertThat(client.subprotocol()).isEqualTo("convai");
            assertThat(types(messages)).startsWith("conversation_initiation_metadata", "ping", "ping",
                    "agent_response", "audio");
            assertThat(messages.getLast().at("/audio_event/alignment/chars").isArray()).isTrue();
            client.send("{\"type\":\"pong\",\"event_id\":1}");
            client.send("{\"type\":\"pong\",\"event_id\":99}");
            session().complaints().await(1, _ -> true);
            assertThat(session().complaints().entries()).containsExactly("ping 1 was answered twice", "no ping was 99");
        }
    }

    @Test
    void shouldMissThePongsOfASilentClient() throws Exception {
        try (WireClient client = WireClient.connect(ClientTalk.direct(Vendor.elevenlabs, upstream.port(), "agent_x"))) {
            client.send("{\"type\":\"user_activity\"}");
            client.send(ClientTalk.hello(Vendor.elevenlabs));
            client.messages().await(1, _ -> true);
        }
        session().closed().get(5, TimeUnit.SECONDS);

        assertThat(session().complaints().entries())
                .containsExactly("'user_activity' came first", "ping 1 was not answered");
    }

    @Test
    void shouldSendLateAudioBelowTheInterruptionsEventId() throws Exception {
        options.interruptAfterMillis = 300;
        try (WireClient client = client(Vendor.elevenlabs, "agent_x")) {
            List<JsonNode> first = ask(Vendor.elevenlabs, client);
            int interruption = types(first).indexOf("interruption");
            int eventId = first.get(interruption).at("/interruption_event/event_id").asInt();
            List<JsonNode> late = first.subList(interruption, first.size()).stream()
                    .filter(message -> message.has("audio_event")).toList();

            assertThat(late).hasSize(2)
                    .allMatch(message -> message.at("/audio_event/event_id").asInt() <= eventId);
            List<JsonNode> both = ask(Vendor.elevenlabs, client);
            assertThat(both.subList(first.size(), both.size())).filteredOn(message -> message.has("audio_event"))
                    .first().matches(message -> message.at("/audio_event/event_id").asInt() > eventId);
        }
    }

    @Test
    void shouldSignAUrlThatOpensOneConversation() throws Exception {
        options.key = "right";
        JsonNode signed = Heard.json(get("/v1/convai/conversation/get-signed-url?agent_id=a%7F"
                + "&include_conversation_id=true", "right").body());
        URI url = URI.create(signed.path("signed_url").asText());
        try (WireClient client = WireClient.connect(url); WireClient second = WireClient.connect(url)) {
            client.send(ClientTalk.hello(Vendor.elevenlabs));
            assertThat(client.messages().await(_ -> true).string())
                    .contains(signed.path("conversation_id").asText()).contains("pcm_16000");
            assertThat(closeOf(second).code()).isEqualTo(3000);
        }
    }

    @Test
    void shouldRefuseRestInEachVendorsShape() throws Exception {
        options.key = "right";

        assertThat(get("/v1/convai/conversation/get-signed-url?agent_id=a", "wrong").statusCode()).isEqualTo(401);
        HttpResponse<String> missing = get("/v1/convai/conversation/get-signed-url", "right");
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(Heard.json(missing.body()).at("/detail/0/loc/1").asText()).isEqualTo("agent_id");
        HttpResponse<String> noAgent = post("/v1/session-token", "Authorization", "Bearer right", "{}");
        assertThat(noAgent.statusCode()).isEqualTo(400);
        assertThat(Heard.json(noAgent.body()).path("error").isTextual()).isTrue();
        assertThat(upstream.calls()).hasSize(3);
    }

    @Test
    void shouldHandOutASignedUrlForAForeignHost() throws Exception {
        options.rest = FakeOptions.Rest.foreign;

        assertThat(get("/v1/convai/conversation/get-signed-url?agent_id=a", "k").body()).contains("//foreign.example");
    }

    @Test
    void shouldEndAVatelAnswerWithItsLastChunk() throws Exception {
        options.key = "right";
        options.emptyFinal = true;
        String token = Heard.json(post("/v1/session-token", "Authorization", "Bearer right",
                "{\"agent_id\":\"" + AGENT + "\"}").body()).path("token").asText();
        try (WireClient client = client(Vendor.vatel, token)) {
            List<JsonNode> messages = ask(Vendor.vatel, client);

            assertThat(types(messages)).startsWith("session_started", "speech_started", "speech_stopped",
                    "input_audio_transcript", "response_text", "response_audio");
            assertThat(messages.getLast().path("data"))
                    .hasToString("{\"turn_id\":\"turn_1\",\"audio\":\"\",\"is_final\":true}");
        }
    }

    @Test
    void shouldStopVatelWhereTheUserSpeaks() throws Exception {
        options.pace = FakeOptions.Pace.real;
        options.greet = true;
        try (WireClient client = client(Vendor.vatel, "any")) {
            client.messages().await(message -> message.string().contains("response_audio"));
            client.send(ClientTalk.ask(Vendor.vatel).getFirst());
            client.messages().await(message -> message.string().startsWith("{\"type\":\"interruption\""));
            int said = session().performances().await(_ -> true);
            client.messages().await(said - 1, _ -> true);

            assertThat(types(messages(client)).getLast()).isEqualTo("response_audio"); // late
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, 1001", "gemini, 1011", "elevenlabs, 1000", "vatel, 1000"})
    void shouldEndASessionThatHasLastedTooLong(Vendor vendor, int code) throws Exception {
        options.expire = true;
        try (WireClient client = client(vendor, "any")) {
            ClientTalk.ask(vendor).forEach(client::send);

            assertThat(closeOf(client).code()).isEqualTo(code);
            String last = client.messages().entries().getLast().string();
            assertThat(last).contains(switch (vendor) {
                case openai -> "response.done";
                case gemini -> "goAway";
                case elevenlabs -> "max_duration_exceeded";
                case vatel -> "session_ended";
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldFailInItsOwnWay(Vendor vendor) throws Exception {
        options.error = true;
        try (WireClient client = client(vendor, "any")) {
            ClientTalk.ask(vendor).forEach(client::send);
            if (vendor == Vendor.openai) {
                client.messages().await(message -> message.string().contains("server_error"));
            } else {
                assertThat(closeOf(client).code()).isEqualTo(1011);
            }
        }
    }

    private WireClient client(Vendor vendor, String secret) throws Exception {
        WireClient client = WireClient.connect(ClientTalk.direct(vendor, upstream.port(), secret),
                ClientTalk.protocol(vendor), new DefaultHttpHeaders(), ClientTalk::reflex);
        if (ClientTalk.hello(vendor) != null) {
            client.send(ClientTalk.hello(vendor));
        }
        return client;
    }

    private List<JsonNode> turn(Vendor vendor) throws Exception {
        try (WireClient client = client(vendor, "any")) {
            return ask(vendor, client);
        }
    }

    /** All of the session, once one more answer is whole. */
    private List<JsonNode> ask(Vendor vendor, WireClient client) throws Exception {
        if (vendor != Vendor.openai || client.messages().size() == 0) {
            client.messages().await(_ -> true);
        }
        int before = session().performances().size();
        ClientTalk.ask(vendor).forEach(client::send);
        int messages = session().performances().await(before, _ -> true);
        client.messages().await(messages - 1, _ -> true);
        return messages(client);
    }

    private FakeSession session() {
        return upstream.sessions().getLast();
    }

    private static List<JsonNode> messages(WireClient client) {
        return client.messages().entries().stream().map(message -> Heard.json(message.string())).toList();
    }

    private static List<String> types(List<JsonNode> messages) {
        return messages.stream().map(message -> message.path("type").asText()).toList();
    }

    private static byte[] audio(List<JsonNode> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (JsonNode message : messages) {
            List<JsonNode> pieces = new ArrayList<>(message.findValues("audio_base_64"));
            message.at("/serverContent/modelTurn/parts").forEach(part -> pieces.add(part.at("/inlineData/data")));
            pieces.add(message.at("/data/audio"));
            if (message.path("type").asText().equals("response.output_audio.delta")) {
                pieces.add(message.path("delta"));
            }
            pieces.forEach(piece -> all.writeBytes(Base64.getDecoder().decode(piece.asText())));
        }
        return all.toByteArray();
    }

    private static Close closeOf(WireClient client) throws Exception {
        return client.closed().get(Journal.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        return http.send(request(path).header("xi-api-key", key).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String header, String value, String body) throws Exception {
        return http.send(request(path).header(header, value).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + upstream.port() + path));
    }
}
