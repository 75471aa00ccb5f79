// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Metrics.Counter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose file is missing or damaged: the relay does not start, or, where it may, serves without it and says so. */
class ModelFaultTest {
    private static final Path MODELS = Path.of(System.getProperty("visemux.home"), "config/models");
    private static final String SPOILT = "this is no network";

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir
    private Path models;

    /** Indonesian is whole; the default model has its manifest and no network. */
    @BeforeEach
    void copy() throws IOException {
        Files.createSymbolicLink(models.resolve("indonesian"), MODELS.resolve("indonesian"));
        Files.createDirectory(models.resolve("default"));
        Files.copy(MODELS.resolve("default/manifest.yaml"), models.resolve("default/manifest.yaml"));
    }

    @Test
    void shouldNotStartWithoutAModelUnlessItMay() throws IOException {
        String network = models.resolve("default/model.pt").toString();
        assertThatThrownBy(() -> start("refuse")).isInstanceOf(ConfigException.class)
                .hasMessageContaining("dsp.models: " + network + ": cannot be read")
                .hasMessageContaining("dsp.when_model_fails: undecorated");
        Files.writeString(models.resolve("default/model.pt"), SPOILT);
        assertThatThrownBy(() -> start("refuse")).isInstanceOf(ConfigException.class)
                .hasMessageContaining(network + ": is not the network that manifest.yaml describes");
    }

    @Test
    void shouldPassAudioWithoutVisemesAndSaySoWhereItMay() throws Exception {
        Files.writeString(models.resolve("default/model.pt"), SPOILT);
        try (Rig rig = start("undecorated")) {
            List<Delivery> turn = Turn.take(rig, SharedRig.options());
            assertThat(turn).allMatch(Delivery::identical);
            assertThat(Turn.audio(turn)).noneMatch(delivery -> delivery.injected() != null);
            assertThat(rig.relay().metrics().value(Counter.UNDECORATED_ENGINE)).isEqualTo(Turn.audio(turn).size());

            HttpResponse<String> refusal = visemes(rig, "default");
            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.body()).contains("\"code\":\"model_unavailable\"");
            URI management = rig.relay().managementUrl();
            HttpResponse<String> readiness = get(management.resolve("/readyz"));
            assertThat(readiness.statusCode()).isEqualTo(200);
            assertThat(readiness.body()).contains("\"status\":\"degraded\"", "\"absent_models\":[\"default\"]");
            assertThat(get(management.resolve("/metrics")).body()).contains("visemux_models_absent 1");

            assertThat(visemes(rig, "indonesian").statusCode()).as("the other model").isEqualTo(200);
            try (WireClient client = rig.connect(Vendor.openai, Map.of("viseme_model", "indonesian"))) {
                assertThat(Turn.audio(rig.ask(Vendor.openai, client))).allMatch(delivery -> delivery.injected() != null);
            }
        }
    }

    @Test
    void shouldServeWithoutAnyModelWhereItMay() throws Exception {
        Files.delete(models.resolve("indonesian"));
        Files.delete(models.resolve("default/manifest.yaml"));
        try (Rig rig = start("undecorated")) {
            assertThat(Turn.take(rig, SharedRig.options())).allMatch(Delivery::identical);
            assertThat(visemes(rig, "default").statusCode()).isEqualTo(503);
            assertThat(visemes(rig, "klingon").statusCode()).isEqualTo(400);
        }
    }

    private Rig start(String whenModelFails) throws IOException {
        return Rig.start(SharedRig.options(), Map.of("session.hold", "5s",
                "dsp.models", models.toString(), "dsp.when_model_fails", whenModelFails));
    }

    private HttpResponse<String> visemes(Rig rig, String model) throws Exception {
        return http.send(HttpRequest.newBuilder(rig.relay().publicUrl().resolve("/v1/visemes?model=" + model))
                .header("Authorization", "Bearer " + rig.tenant().tenantKey()).header("Content-Type", "audio/l16;rate=16000")
                .POST(BodyPublishers.ofByteArray(new byte[3_200])).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
