// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a vendor sees of a client that came through the relay. */
@ExtendWith(SharedRig.class)
class ApproachTest {
    private final Rig rig;

    ApproachTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldShowGeminiAKeyAtTheVersionThatTheClientAskedFor() throws Exception {
        try (WireClient client = rig.connect(Vendor.gemini, Map.of())) {
            assertThat(rig.session().requestUri()).endsWith(
                    "v1beta.GenerativeService.BidiGenerateContent?key=" + Rig.VENDOR_KEY);
        }
    }

    @Test
    void shouldTakeAnEphemeralTokenToGeminisConstrainedDoor() throws Exception {
        FakeOptions options = SharedRig.options();
        options.key = "auth_tokens/abc123";
        rig.upstream().become(options);
        Map<String, String> wishes = Map.of("ephemeral_token", options.key);
        try (WireClient client = rig.connect(Vendor.gemini, without("api_key", wishes))) {
            assertThat(rig.session().requestUri()).endsWith(
                    "v1alpha.GenerativeService.BidiGenerateContentConstrained?access_token=" + options.key);
            assertThat(rig.ask(Vendor.gemini, client)).allMatch(Delivery::identical);
        }
    }

    @Test
    void shouldShowElevenLabsTheOriginAndTheQueryOfTheBrowser() throws Exception {
        URI door = ClientTalk.door(Vendor.elevenlabs, rig.tenant().signed(Vendor.elevenlabs, Map.of()));
        try (WireClient client = WireClient.connect(URI.create(door + "&source=js_sdk&version=1.25.0"), "convai",
                new DefaultHttpHeaders().add("Origin", "https://shop.example"), ClientTalk::reflex)) {
            client.send(ClientTalk.hello(Vendor.elevenlabs));
            client.messages().await(_ -> true);

            assertThat(client.subprotocol()).isEqualTo("convai");
            assertThat(rig.session().requestHeaders().get("Origin")).isEqualTo("https://shop.example");
            assertThat(rig.session().requestUri()).contains("conversation_signature=cvtkn_")
                    .endsWith("&source=js_sdk&version=1.25.0").doesNotContain("token=");
        }
    }

    @Test
    void shouldCarryElevenLabsPingsAndPongsFromEndToEnd() throws Exception {
        FakeSession session;
        try (WireClient client = rig.connect(Vendor.elevenlabs, Map.of())) {
            session = rig.session();
            rig.ask(Vendor.elevenlabs, client);
            session.heard().await(message -> message.equals("{\"type\":\"pong\",\"event_id\":2}"));
        }
        session.closed().get(5, TimeUnit.SECONDS);

        assertThat(session.complaints().entries()).isEmpty();
    }

    @Test
    void shouldAddTheSignedVariablesToWhatElevenLabsHearsFirst() throws Exception {
        Map<String, Object> wishes = Map.of("dynamic_variables", Map.of("name", "Joy"));
        try (WireClient client = rig.connect(Vendor.elevenlabs, wishes)) {
            JsonNode first = Heard.json(rig.session().heard().entries().getFirst());

            assertThat(first.at("/dynamic_variables/name").asText()).isEqualTo("Joy");
            assertThat(first.at("/source_info/version").asText()).isEqualTo("1.25.0");
        }
    }

    @Test
    void shouldDialAPublicAgentWithoutAKey() throws Exception {
        Map<String, String> wishes = Map.of("agent_id", "agent_public_bakery");
        int calls = rig.upstream().calls().size();
        try (WireClient client = rig.connect(Vendor.elevenlabs, without("api_key", wishes))) {
            assertThat(rig.session().requestUri()).isEqualTo("/v1/convai/conversation?agent_id=agent_public_bakery");
            assertThat(rig.upstream().calls()).hasSize(calls);
        }
    }

    @Test
    void shouldAskVatelForATokenWithWhatTheTenantSigned() throws Exception {
        Map<String, String> wishes = Map.of("first_message", "Hello, \"you\"", "prompt", "Be short.",
                "version_id", "v7");
        try (WireClient client = rig.connect(Vendor.vatel, wishes)) {
            FakeReception.Call call = rig.upstream().calls().getLast();
            JsonNode body = Heard.json(call.body());

            assertThat(call.headers()).containsEntry("authorization", "Bearer " + Rig.VENDOR_KEY);
            wishes.forEach((name, value) -> assertThat(body.path(name).asText()).isEqualTo(value));
            assertThat(body.path("transport").asText()).isEqualTo("websocket");
        }
    }

    /** The wishes, and one usual field not sent. */
    private static Map<String, Object> without(String absent, Map<String, ?> wishes) {
        Map<String, Object> all = new HashMap<>(wishes);
        all.put(absent, null);
        return all;
    }
}
