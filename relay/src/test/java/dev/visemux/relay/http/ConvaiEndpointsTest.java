// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Buckets;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.ElevenLabs;
import dev.visemux.relay.upstream.Asker;
import dev.visemux.relay.upstream.Asker.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ElevenLabs' own endpoint at the relay, as its SDK meets it. */
class ConvaiEndpointsTest {
    private static final String PATH = "/v1/convai/conversation/get-signed-url";
    private static final String SIGNED = "wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a&conversation_signature=cvtkn_x";
    private static final String STORED = "credentials: {elevenlabs: xi-kept}";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    private Path folder;
    private final SignedUrls urls = new SignedUrls(RelayConfig.of(Map.of()).tokens(), () -> NOW);
    private final Metrics metrics = new Metrics();
    private final MonthlySpeech speech = new MonthlySpeech(InstantSource.system());
    private final ObjectMapper json = new ObjectMapper();
    private final EmbeddedChannel rest = new EmbeddedChannel();
    private String key;
    private EmbeddedChannel channel;
    private URI askedAt;
    private String askedWith;
    private Asker.Outcome asked;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("tenants.yaml");
        key = TenantKeys.create(file, "acme");
        RelayConfig config = RelayConfig.of(Map.of());
        Asker asker = (_, method, uri, headers, body, outcome) -> {
            assertThat(method).isEqualTo(HttpMethod.GET);
            assertThat(body).isNull();
            askedAt = uri;
            askedWith = headers.get("xi-api-key");
            asked = outcome;
            return rest;
        };
        ConvaiEndpoints convai = new ConvaiEndpoints(new Callers(new Tenants(file, Set.of("elevenlabs")), speech, Buckets.local(), new Metrics()), urls,
                new ElevenLabs(config.upstreams().elevenlabs()), asker, () -> URI.create("https://relay.example.com"), metrics);
        channel = new EmbeddedChannel(HttpService.tenants(new TokenEndpoints(null, null, null, null),
                new SessionTokens(null, null, null, null), convai,
                new VisemeEndpoints(null, null, null, null, config.http(), metrics), new UsageEndpoints(null, null, null, null), metrics).handler());
    }

    @AfterEach
    void close() {
        assertThat(channel.finishAndReleaseAll()).isFalse();
        rest.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/v1/convai/conversation/get_signed_url"})
    void shouldSealWhatElevenLabsSigns(String path) throws IOException {
        ask(path + "?agent_id=a%20b&environment=e&new=1", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        assertThat(askedAt).hasToString("https://api.elevenlabs.io" + PATH + "?agent_id=a%20b&environment=e&new=1");
        assertThat(askedWith).isEqualTo("xi-mine");
        asked.answered(new Answer(200, "application/json", "{\"signed_url\":\"" + SIGNED + "\",\"more\":1}"));
        JsonNode answer = expect(200);
        assertThat(answer.size()).isOne();
        assertThat(answer.toString()).doesNotContain("cvtkn");
        Grant grant = grant(answer);
        assertThat(grant).isEqualTo(new Grant(grant.jti(), "acme", "elevenlabs", null, Map.of("signed_url", SIGNED), "default",
                false, null, NOW.plus(Duration.ofMinutes(10))));
        assertThat(metrics.value(Counter.TOKENS_SEALED)).isOne();
    }

    @Test
    void shouldTellTheConversationsIdWhereElevenLabsDoes() throws IOException {
        ask(PATH + "?agent_id=a&include_conversation_id=true", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        asked.answered(new Answer(200, "", "{\"conversation_id\":\"conv_1\",\"signed_url\":\"" + SIGNED + "\"}"));
        assertThat(expect(200).get("conversation_id").textValue()).isEqualTo("conv_1");
    }

    @Test
    void shouldKnowTheTenantByTheOneKeyThatAnSdkHasAndNeverShowItToElevenLabs() throws IOException {
        grantTenant(STORED);
        ask(PATH + "?agent_id=a", "xi-api-key", key);
        assertThat(askedWith).isEqualTo("xi-kept");
        asked.answered(new Answer(200, "", "{\"signed_url\":\"" + SIGNED + "\"}"));
        assertThat(grant(expect(200)).tenant()).isEqualTo("acme");
        ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key, "xi-api-key", key);
        assertThat(askedWith).isEqualTo("xi-kept");
        asked.refused(RelayError.UPSTREAM_UNREACHABLE);
        expect(502);
    }

    @Test
    void shouldRefuseWhoItDoesNotKnowAsElevenLabsDoes() throws IOException {
        for (String[] headers : new String[][] {{}, {"xi-api-key", "xi-mine"}, {"xi-api-key", ""},
            {"Authorization", "Bearer wrong", "xi-api-key", key}, {"Authorization", "Basic " + key}}) {
            ask(PATH + "?agent_id=a", headers);
            assertDetail(expect(401), "invalid_api_key", "unauthorized");
        }
        ask(PATH + "?agent_id=a", "xi-api-key", key);
        assertThat(expect(401).get("error").textValue()).contains("no key at ElevenLabs");
        assertThat(askedAt).isNull();
        grantTenant("providers: [elevenlabs]\n  scopes: [visemes]\n  " + STORED);
        ask(PATH + "?agent_id=a", "xi-api-key", key);
        assertDetail(expect(403), "forbidden", "forbidden");
        grantTenant("limits: {signs_per_minute: 1}\n  " + STORED);
        ask(PATH, "xi-api-key", key);
        expect(422);
        ask(PATH + "?agent_id=a", "xi-api-key", key);
        assertThat(askedAt).isNotNull();
        ask(PATH + "?agent_id=a", "xi-api-key", key);
        assertDetail(expect(429), "rate_limited", "rate_limited");
        grantTenant("providers: []\n  " + STORED);
        ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key);
        assertDetail(expect(403), "forbidden", "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?agent_id=", "?agent_id", "?agent=a", "?environment=e"})
    void shouldSayInElevenLabsShapeThatTheAgentIsMissing(String query) throws IOException {
        ask(PATH + query, "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        JsonNode answer = expect(422);
        assertThat(answer.at("/detail/0/loc")).hasToString("[\"query\",\"agent_id\"]");
        assertThat(answer.at("/detail/0/msg").textValue()).isEqualTo("Field required");
        assertThat(answer.at("/detail/0/type").textValue()).isEqualTo("missing");
        assertThat(answer.get("error").textValue()).isEqualTo("agent_id is missing");
        assertThat(askedAt).isNull();
    }

    @Test
    void shouldPassOnWhatElevenLabsRefuses() {
        for (int status : new int[] {400, 401, 403, 404, 422, 429}) {
            ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
            asked.answered(new Answer(status, "application/json; charset=utf-8", "{\"detail\":{\"status\":\"s\u00fc\"}}"));
            FullHttpResponse answer = channel.readOutbound();
            assertThat(answer.status().code()).isEqualTo(status);
            assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json; charset=utf-8");
            assertThat(answer.content().toString(StandardCharsets.UTF_8)).isEqualTo("{\"detail\":{\"status\":\"s\u00fc\"}}");
            answer.release();
        }
        assertThat(metrics.value(RelayError.UPSTREAM_UNAUTHORIZED)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"500 | {} | upstream_unreachable", "302 | {} | upstream_unreachable",
        "200 | nonsense | upstream_protocol_error", "200 | {\"signed_url\":7} | upstream_protocol_error",
        "200 | {\"signed_url\":\"wss://evil.example/\"} | upstream_host_refused",
        "200 | {\"signed_url\":\"ws://api.elevenlabs.io/\"} | upstream_host_refused"})
    void shouldSayThatElevenLabsFails(int status, String body, String code) throws IOException {
        ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        asked.answered(new Answer(status, "", body));
        assertDetail(expect(502), code, code);
        assertThat(metrics.value(RelayError.valueOf(code.toUpperCase(java.util.Locale.ROOT)))).isOne();
    }

    @Test
    void shouldRefuseASignedUrlThatNoTokenHolds() throws IOException {
        ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        asked.answered(new Answer(200, "", "{\"signed_url\":\"" + SIGNED + "x".repeat(4_000) + "\"}"));
        assertThat(expect(502).get("error").textValue()).matches(".* is too long: .* it may have 4096");
    }

    @Test
    void shouldGiveUpWhenTheBackendLeaves() {
        ask(PATH + "?agent_id=a", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        channel.close();
        assertThat(rest.isOpen()).isFalse();
        asked.refused(RelayError.UPSTREAM_UNREACHABLE);
        asked.answered(new Answer(200, "", "{}"));
        assertThat((Object) channel.readOutbound()).isNull();
        assertThat(metrics.value(RelayError.UPSTREAM_UNREACHABLE)).isZero();
    }

    @Test
    void shouldRefuseAQueryThatIsBroken() throws IOException {
        ask(PATH + "?agent_id=%zz", "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
        assertDetail(expect(400), "invalid_request", "invalid_request");
    }

    @Test
    void shouldAnswerEveryQuery() {
        Random random = new Random(9);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder query = new StringBuilder("?agent_id=a%20b&environment=e;branch_id=%C3%BC&include_conversation_id=true");
            for (int i = random.nextInt(5); i > 0; i--) {
                query.setCharAt(random.nextInt(query.length()), "%&=;+?#/0aZ{|\u00fc".charAt(random.nextInt(14)));
            }
            ask(PATH + "?" + query.substring(1), "Authorization", "Bearer " + key, "xi-api-key", "xi-mine");
            if (askedAt != null) {
                assertThat(askedAt.getHost()).isEqualTo("api.elevenlabs.io");
                asked.answered(new Answer(404, "", "{}"));
            }
            FullHttpResponse answer = channel.readOutbound();
            assertThat(answer.status().code()).as("%s", query).isIn(400, 404, 422);
            answer.release();
            channel.runPendingTasks();
        }
    }

    private void ask(String uri, String... headers) {
        askedAt = null;
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri, Unpooled.EMPTY_BUFFER);
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().set(headers[i], headers[i + 1]);
        }
        channel.writeInbound(request);
        channel.runPendingTasks();
    }

    private JsonNode expect(int status) throws IOException {
        FullHttpResponse answer = channel.readOutbound();
        String text = answer.content().toString(StandardCharsets.UTF_8);
        answer.release();
        channel.runPendingTasks();
        assertThat(answer.status().code()).as(text).isEqualTo(status);
        return json.readTree(text);
    }

    private static void assertDetail(JsonNode answer, String status, String code) {
        assertThat(answer.at("/detail/status").textValue()).isEqualTo(status);
        assertThat(answer.at("/detail/message").textValue()).isEqualTo(answer.get("error").textValue());
        assertThat(answer.get("code").textValue()).isEqualTo(code);
    }

    private Grant grant(JsonNode answer) {
        String url = answer.get("signed_url").textValue();
        assertThat(url).startsWith("wss://relay.example.com/v1/conversation?token=");
        return urls.open(url.substring(url.indexOf('=') + 1));
    }

    private void grantTenant(String yaml) throws IOException {
        Path file = folder.resolve("tenants.yaml");
        String entry = Files.readString(file);
        Files.writeString(file, entry.lines().takeWhile(line -> !line.matches("  (providers|scopes|credentials|limits).*"))
                .collect(java.util.stream.Collectors.joining("\n")) + "\n  " + yaml + "\n");
    }
}
