// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayServerTest {
    @TempDir
    private static Path folder;
    private static RelayServer server;
    private static String key;
    private static final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        key = TenantKeys.create(folder.resolve("tenants.yaml"), "acme");
        server = RelayServer.start(RelayConfig.of(Map.of("public.port", "0", "public.host", "127.0.0.1",
                "management.port", "0", "tenants.file", folder.resolve("tenants.yaml").toString())));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void shouldTradeAnEphemeralTokenForASignedUrl() throws Exception {
        HttpResponse<String> answer = post("{\"config\":{\"provider\":\"openai\",\"provider_config\":"
                + "{\"ephemeral_token\":\"ek_vendor\",\"model\":\"gpt-realtime\",\"voice\":\"marin\"}}}");
        String ws = server.publicUrl().toString().replace("http", "ws");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(answer.body()).matches("\\{\"signed_url\":\"" + ws + "/v1/openai-realtime/ws\\?token=([A-Za-z0-9._-]+)\","
                + "\"url\":\"" + ws + "/v1/realtime\",\"api_key\":\"ek_\\1\"}").doesNotContain("vendor");
    }

    @Test
    void shouldBeAliveAndReady() throws Exception {
        for (String path : new String[] {"/healthz", "/readyz", "/metrics"}) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.managementUrl() + path)).build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(200);
        }
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(server.publicUrl() + "/v1/get-signed-url"))
                .header("Authorization", "Bearer " + key).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
