// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.access.TenantKeys;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a browser is told about who may read an answer, through real sockets. */
class CorsTest {
    private static final String APP = "https://app.acme.example";
    private static final String OTHERS = "https://umbrella.example";
    private static final String PATH = "/v1/get-signed-url";
    private static LocalRelay relay;
    private static String closedKey;

    @BeforeAll
    static void start() throws IOException {
        relay = LocalRelay.start();
        closedKey = TenantKeys.create(relay.tenants, "closed");
        TenantKeys.create(relay.tenants, "umbrella");
        Files.writeString(relay.tenants, Files.readString(relay.tenants).replaceFirst("acme:\n", "acme:\n  origins: [" + APP + "]\n")
                .replaceFirst("umbrella:\n", "umbrella:\n  origins: ['" + OTHERS + "']\n"));
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void shouldAnswerAPreflightOfAListedOrigin() throws Exception {
        HttpHeaders told = preflight(APP).headers();
        assertThat(told.firstValue("Access-Control-Allow-Origin")).contains(APP);
        assertThat(told.firstValue("Access-Control-Allow-Methods").orElseThrow()).contains("POST");
        assertThat(told.firstValue("Access-Control-Allow-Headers").orElseThrow()).contains("Authorization", "Content-Type");
        assertThat(told.firstValue("Vary")).contains("origin");
        assertThat(told.firstValue("Access-Control-Allow-Credentials")).isEmpty();
        HttpResponse<String> refused = preflight("https://evil.example");
        assertThat(refused.statusCode()).isEqualTo(204);
        assertThat(refused.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(refused.headers().firstValue("Vary")).contains("origin");
    }

    @Test
    void shouldLetThePageReadAnswersAndRefusals() throws Exception {
        for (HttpRequest.Builder request : new HttpRequest.Builder[] {post(relay.key, APP), post("wrong", APP)}) {
            HttpHeaders told = relay.send(request).headers();
            assertThat(told.firstValue("Access-Control-Allow-Origin")).contains(APP);
            assertThat(told.firstValue("Access-Control-Expose-Headers").orElseThrow()).contains("Retry-After", "RateLimit-Remaining");
        }
    }

    @Test
    void shouldRefusePagesThatOnlyAnotherTenantLists() throws Exception {
        HttpResponse<String> refused = relay.send(post(relay.key, OTHERS));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("The tenant's origins do not list the page's");
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> unreadable = relay.send(post(closedKey, APP));
        assertThat(unreadable.statusCode()).as("it lists none: who is no browser may say what it wants").isEqualTo(400);
        assertThat(unreadable.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void shouldTellNothingToWhoIsNoPage() throws Exception {
        HttpResponse<String> answer = relay.post(PATH, "{}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(relay.manage("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return relay.send(HttpRequest.newBuilder(relay.server.publicUrl().resolve(PATH)).method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin).header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type"));
    }

    private static HttpRequest.Builder post(String key, String origin) {
        return relay.to(PATH).setHeader("Authorization", "Bearer " + key).header("Origin", origin).POST(BodyPublishers.ofString("{}"));
    }
}
