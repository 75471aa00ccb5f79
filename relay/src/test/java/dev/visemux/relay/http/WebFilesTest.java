// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import dev.visemux.relay.ops.RelayConfig;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebFilesTest {
    private static final String ENTRY = "/client/outputs.js";
    private static LocalRelay relay;

    @BeforeAll
    static void start() {
        relay = LocalRelay.start();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = relay.to(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return relay.send(request);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void shouldServeThePageUnderAPolicyThatLetsNothingElseIn() throws Exception {
        var page = get("/?vendor=gemini");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body()).startsWith("<!doctype html>");
        String own = relay.server.publicUrl().toString();
        String policy = header(page, "Content-Security-Policy");
        assertThat(policy).startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("connect-src 'self' " + own + " " + own.replace("http", "ws") + ";")
                .contains("frame-ancestors 'none'").doesNotContain("unsafe", "*", "data:");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void shouldLetThePageReachARelayThatHasAnotherNameOutside() {
        assertThat(WebFiles.policy(URI.create("https://relay.example.com")))
                .contains("https://relay.example.com wss://relay.example.com;");
    }

    @Test
    void shouldServeEveryFileThatThePageNames() throws Exception {
        List<String> named = Pattern.compile("(?:href|src)=\"([^\"#]+)\"").matcher(get("/").body()).results()
                .map((MatchResult match) -> match.group(1)).toList();
        assertThat(named).isNotEmpty();
        for (String name : named) {
            assertThat(name).as("of this host").doesNotContain("//");
            assertThat(get("/" + name).statusCode()).as(name).isEqualTo(200);
        }
    }

    @Test
    void shouldLetAnyPageImportTheClient() throws Exception {
        var module = get(ENTRY, "Origin", "https://app.example.com");
        assertThat(module.statusCode()).isEqualTo(200);
        assertThat(header(module, "Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(header(module, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(get("/", "Origin", "https://app.example.com"), "Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void shouldNotSendWhatTheBrowserHas() throws Exception {
        var first = get(ENTRY);
        String etag = header(first, "ETag");
        assertThat(etag).matches("\"[0-9a-f]{24}\"");
        assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
        for (String held : List.of(etag, "\"other\", W/" + etag, "*")) {
            var again = get(ENTRY, "If-None-Match", held);
            assertThat(again.statusCode()).as(held).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(etag);
        }
        assertThat(get(ENTRY, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldAnswerHeadWithTheHeadAlone() throws Exception {
        try (Wire wire = relay.wire()) {
            wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 200").containsPattern("(?i)content-length: [1-9]");
            assertThat(wire.until("}")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void shouldRefuseOtherMethods() throws Exception {
        var answer = relay.send(relay.to("/").POST(BodyPublishers.ofString("x")));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void shouldServeNothingElse() throws Exception {
        for (String path : List.of("/index.html", "/client/", "/client", "/client/../index.html", "/client/%2e%2e/style.css",
                "/client//outputs.js", "/README.md", "/web/style.css", "//etc/passwd", "/openapi.yaml/../style.css")) {
            try (Wire wire = relay.wire()) {
                String answer = wire.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").until("}");
                assertThat(answer).as(path).startsWith("HTTP/1.1 404").contains("not_found");
            }
        }
    }

    @Test
    void shouldShowOnlyWhatTheOperatorShows() {
        assertThat(paths(Map.of("web.demo", "false"))).contains(ENTRY).allMatch(path -> path.startsWith("/client/"));
        assertThat(paths(Map.of("web.demo", "false", "web.client", "false"))).isEmpty();
        assertThat(paths(Map.of())).contains("/", "/style.css", ENTRY);
    }

    private static Iterable<String> paths(Map<String, String> settings) {
        Routes routes = new Routes();
        WebFiles.shown(RelayConfig.of(settings).web(), null).addTo(routes);
        return routes.paths();
    }
}
