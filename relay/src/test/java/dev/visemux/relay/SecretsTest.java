// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/**
 * Secrets in every place where a client, a tenant, an operator or a vendor can put one; none of them in the log, at any
 * level of ours, nor in a metric, a refusal or a close.
 */
@Timeout(60)
class SecretsTest {
    private static final String SECRET = "s3cr3t";
    private static final String AGENT = "\"agent_id\":\"3f2b8c1e-0000-4000-8000-00000000000a\"";
    private static final String GEMINI = "//ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent?key=";
    private static final Map<String, String> DOORS = Map.of("openai", "/v1/openai-realtime/ws?token=", "gemini", GEMINI,
            "elevenlabs", "/v1/conversation?token=", "vatel", "/v1/connection?token=");

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final List<String> secrets = new ArrayList<>(List.of(SECRET));
    private Level before;
    private HttpServer vendor;
    private LocalRelay relay;

    @BeforeEach
    void listen() throws IOException {
        before = root.getLevel();
        ((Logger) LoggerFactory.getLogger("io.netty")).setLevel(Level.WARN); // as config/logging.xml has it
        ((Logger) LoggerFactory.getLogger("dev.visemux")).setLevel(Level.TRACE);
        ((Logger) LoggerFactory.getLogger("visemux.sessions")).setLevel(Level.INFO);
        written.start();
        root.addAppender(written);
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/", SecretsTest::tell);
        vendor.start();
        String url = "http://127.0.0.1:" + vendor.getAddress().getPort();
        relay = LocalRelay.start("upstreams.openai.url", url + "/v1/realtime", "upstreams.gemini.url", url,
                "upstreams.elevenlabs.url", url, "upstreams.vatel.url", url, "public.keys_in_query", "true",
                "livekit.url", "wss://livekit.example.com", "livekit.api_key", "devkey", "livekit.api_secret", SECRET.repeat(8),
                "redis.url", "redis://:" + SECRET + "@127.0.0.1:" + vendor.getAddress().getPort(), "redis.when_unavailable", "allow_local");
        secrets.add(relay.key);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(written);
        root.setLevel(before);
        ((Logger) LoggerFactory.getLogger("dev.visemux")).setLevel(null);
        ((Logger) LoggerFactory.getLogger("visemux.sessions")).setLevel(null);
        relay.close();
        vendor.stop(0);
    }

    /** A vendor that tells what it knows: a session token and a foreign URL where it is asked, and everybody's key where it refuses. */
    private static void tell(HttpExchange exchange) throws IOException {
        boolean rest = exchange.getRequestURI().getPath().matches("/v1/session-token|.*get-signed-url");
        byte[] body = (rest ? "{\"token\":\"" + SECRET + "\",\"signed_url\":\"wss://foreign.example/" + SECRET + "\"}"
                : "no: " + exchange.getRequestURI() + exchange.getRequestHeaders().values()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(rest ? 200 : 403, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Test
    void shouldWriteNoSecretAnywhere() throws Exception {
        for (String provider : DOORS.keySet()) {
            String fields = "\"api_key\":\"" + SECRET + "\",\"model\":\"m\"," + AGENT;
            String token = token(post("/v1/get-signed-url", config(provider, fields)));
            refused("/v1/get-signed-url", config(provider, fields).replace("\"" + SECRET, "\"\\u0000" + SECRET));
            refused("/v1/get-signed-url", config(provider, fields + ",\"viseme_model\":\"" + SECRET + "\""));
            refused("/v1/get-signed-url", config(provider, fields).replace("\"" + SECRET, "\"" + SECRET.repeat(1_000)));
            for (String given : List.of(token, token, token + "A", SECRET, "%" + SECRET)) {
                upgrade(DOORS.get(provider) + given + "&x=" + SECRET);
            }
        }
        sessionTokens();
        keysInHeadersAndQueries();
        otherEndpoints();
        assertThat(metricsHold()).isEmpty();
        List<String> log = List.copyOf(written.list).stream().map(SecretsTest::whole).toList();
        assertThat(log).anyMatch(line -> line.contains("POST /v1/get-signed-url")).anyMatch(line -> line.contains("upstream_unauthorized"))
                .anyMatch(line -> line.contains("upstream_host_refused")).anyMatch(line -> line.contains("redis does not answer"))
                .anyMatch(line -> line.startsWith("{\"session\":\"") && line.contains("\"error\":\"upstream_unauthorized\""));
        for (String secret : secrets) {
            assertThat(log).noneMatch(line -> line.contains(secret));
        }
    }

    private void sessionTokens() throws Exception {
        refused("/v1/session-token", "{" + AGENT + "}");
        Files.writeString(relay.tenants, "  credentials: {vatel: " + SECRET + ", elevenlabs: " + SECRET + "}\n", StandardOpenOption.APPEND);
        upgrade("/v1/connection?token=" + token(post("/v1/session-token", "{" + AGENT + "}")));
        JsonNode seat = post("/v1/session-token", "{" + AGENT + ",\"transport\":\"webrtc\"}");
        assertThat(seat.toString()).doesNotContain(SECRET);
        secrets.add(seat.get("token").textValue().split("\\.")[2]);
        refused("/v1/session-token", "{" + AGENT + ",\"transport\":\"" + SECRET + "\"}");
        refused("/v1/session-token", "{" + AGENT + ",\"transport\":\"webrtc\",\"prompt\":{\"" + SECRET + "\":1}}");
    }

    private void keysInHeadersAndQueries() throws Exception {
        String keys = "/v1/conversation/gemini?key=" + SECRET + "&mascot_key=";
        for (String door : List.of(keys + relay.key, keys + SECRET, keys + relay.key + "&viseme_model=" + SECRET, "/v1/realtime?" + SECRET,
                "/v1/" + SECRET + "?key=" + SECRET)) {
            upgrade(door, "Authorization: Bearer " + SECRET);
            upgrade(door, "Sec-WebSocket-Protocol: realtime, convai, bearer." + SECRET + ", openai-insecure-api-key.ek_" + SECRET);
        }
    }

    private void otherEndpoints() throws Exception {
        String convai = "/v1/convai/conversation/get-signed-url?agent_id=" + SECRET;
        for (HttpRequest.Builder request : List.of(relay.to(convai), relay.to(convai).header("xi-api-key", SECRET),
                relay.to("/v1/" + SECRET + "?token=" + SECRET), relay.to("/v1/visemes").setHeader("Authorization", "Bearer " + SECRET))) {
            clean(relay.send(request));
        }
        refused("/v1/get-signed-url", SECRET);
        clean(relay.post("/v1/visemes?model=" + SECRET, "audio/wav", SECRET.getBytes(StandardCharsets.US_ASCII)));
        refused("/v1/visemes", "{\"audio\":\"" + SECRET + "!\"}");
    }

    private List<String> metricsHold() throws Exception {
        String metrics = relay.manage("GET", "/metrics").body();
        return secrets.stream().filter(metrics::contains).toList();
    }

    private static String config(String provider, String fields) {
        return "{\"config\":{\"provider\":\"" + provider + "\",\"provider_config\":{" + fields + "}}}";
    }

    private JsonNode post(String path, String body) throws Exception {
        HttpResponse<String> answer = relay.post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    private void refused(String path, String body) throws Exception {
        clean(relay.post(path, body));
    }

    private void clean(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(secrets).noneMatch(answer.body()::contains);
    }

    /** The answer's token, from now on one of the secrets. */
    private String token(JsonNode answer) {
        String token = answer.has("api_key") ? answer.get("api_key").textValue().replaceFirst("^ek_", "")
                : answer.path("token").asText(answer.path("signed_url").asText().replaceFirst(".*=", ""));
        secrets.add(token.substring(token.indexOf('.')));
        return token;
    }

    /** Comes to a door, and stays until the relay has said no. */
    private void upgrade(String door, String... headers) throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("GET " + door + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + String.join("\r\n", headers) + (headers.length == 0 ? "" : "\r\n") + "\r\n");
            String heard = wire.until("\r\n\r\n");
            assertThat(heard).startsWith("HTTP/1.1 ");
            heard += heard.startsWith("HTTP/1.1 101") ? wire.until("\u0088") : "";
            wire.socket.shutdownOutput();
            heard += wire.rest();
            assertThat(secrets).noneMatch(heard::contains);
        }
    }

    private static String whole(ILoggingEvent event) {
        return event.getFormattedMessage() + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
}
