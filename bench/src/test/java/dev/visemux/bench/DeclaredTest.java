// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that nobody wrote Java for: settings, a signed URL, a spoken turn. */
class DeclaredTest {
    private static final Map<String, String> PROTOCOL = Map.of(
            "declared.acme.query", "model={model}",
            "declared.acme.auth", "Authorization: Bearer {secret}",
            "declared.acme.audio", "delta",
            "declared.acme.audio_marks", "type=response.output_audio.delta",
            "declared.acme.turn", "response_id",
            "declared.acme.turn_end", "type=response.output_audio.done",
            "declared.acme.interruption", "type=input_audio_buffer.speech_started");
    private static final String WISH = """
            {"config":{"provider":"acme","provider_config":{"api_key":"%s","model":"m-1"}}}""".formatted(Rig.VENDOR_KEY);

    @Test
    void shouldServeAServiceThatIsOnlyDeclared() throws Exception {
        try (FakeUpstream service = FakeUpstream.start(SharedRig.options());
                Rig rig = Rig.start(SharedRig.options(), settings(service));
                WireClient client = WireClient.connect(signedUrl(rig))) {
            client.messages().await(_ -> true);
            FakeSession session = service.sessions().getLast();
            client.send(Turn.ASK);
            int messages = session.performances().await(0, _ -> true);
            client.messages().await(messages - 1, _ -> true);
            List<Delivery> deliveries = Delivery.pair(session.said().entries(), client.messages().entries());
            assertThat(deliveries).allMatch(Delivery::identical);
            assertThat(Turn.audio(deliveries)).hasSizeGreaterThan(5).allMatch(delivery -> delivery.injected() != null);
            assertThat(Turn.end(deliveries).closesTheMouth()).isTrue();
            assertThat(Turn.end(deliveries).start()).isEqualTo(6645); // ms of greeting.wav
        }
    }

    private static Map<String, String> settings(FakeUpstream service) {
        Map<String, String> settings = new HashMap<>(SharedRig.SETTINGS);
        settings.putAll(PROTOCOL);
        settings.put("declared.acme.url", Vendor.openai.upstreamUrl(service.port()).toString());
        return settings;
    }

    private static URI signedUrl(Rig rig) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String answer = http.send(HttpRequest.newBuilder(rig.relay().publicUrl().resolve("/v1/get-signed-url"))
                    .header("Authorization", "Bearer " + rig.tenant().tenantKey())
                    .POST(BodyPublishers.ofString(WISH)).build(), BodyHandlers.ofString()).body();
            JsonNode signed = new ObjectMapper().readTree(answer).path("signed_url");
            assertThat(signed.asText()).as(answer).contains("/v1/providers/acme/ws?token=");
            return URI.create(signed.asText());
        }
    }
}
