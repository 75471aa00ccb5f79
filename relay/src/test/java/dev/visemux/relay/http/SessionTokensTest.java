// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Buckets;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.LiveKitTokens;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.Providers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTokensTest {
    private static final String PATH = "/v1/session-token";
    private static final String UUID = "3f2b8c1e-0000-4000-8000-00000000000a";
    private static final String AGENT = "\"agent_id\":\"" + UUID + "\"";
    private static final String STORED = "credentials: {vatel: vk-kept}";

    @TempDir
    private Path folder;
    private final RelayConfig config = RelayConfig.of(Map.of("livekit.url", "wss://livekit.example.com", "livekit.api_key", "devkey",
            "livekit.api_secret", "a secret of 32 bytes, or of more"));
    private final SignedUrls urls = new SignedUrls(config.tokens(), () -> Instant.EPOCH);
    private LiveKitTokens liveKit = new LiveKitTokens(config.livekit(), () -> Instant.EPOCH);
    private Backend backend;

    @BeforeEach
    void open() {
        backend = new Backend(folder, this::service);
        backend.grant(STORED);
    }

    private HttpService service(Path file) {
        Providers providers = new Providers(config);
        Metrics metrics = new Metrics();
        Tenants tenants = new Tenants(file, providers.names());
        SessionTokens tokens = new SessionTokens(new Callers(tenants, new MonthlySpeech(InstantSource.system()), Buckets.local(), new Metrics()), new TokenMint(urls, Set.of("default"), metrics), providers.named("vatel"), liveKit);
        return HttpService.tenants(new TokenEndpoints(null, null, null, null), tokens,
                new ConvaiEndpoints(null, null, null, null, null, metrics),
                new VisemeEndpoints(null, null, null, null, config.http(), metrics), new UsageEndpoints(null, null, null, null), metrics);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void shouldAnswerATokenThatOpensVatelsDoorWithTheStoredKey() {
        JsonNode answer = expect(200, AGENT + ",\"version_id\":\"v\",\"first_message\":\"Hi\",\"prompt\":\"Be kind\",\"api_key\":\"not asked for\"");
        assertThat(answer.size()).isOne();
        Grant grant = urls.open(answer.get("token").textValue());
        assertThat(grant).isEqualTo(new Grant(grant.jti(), "acme", "vatel", "vk-kept",
                Map.of("agent_id", UUID, "version_id", "v", "first_message", "Hi", "prompt", "Be kind"),
                "default", false, null, Instant.EPOCH.plusSeconds(600)));
        assertThat(expect(200, AGENT + ",\"transport\":\"websocket\"").size()).isOne();
    }

    @Test
    void shouldAnswerASeatInARoomOfTheOperatorsLiveKitServer() throws IOException {
        backend.grant("scopes: [sign]"); // and no key of Vatel's
        JsonNode answer = expect(200, AGENT + ",\"transport\":\"webrtc\",\"version_id\":\"v\",\"first_message\":\"Hi\",\"prompt\":\"Be kind\"");
        assertThat(answer.size()).isEqualTo(4);
        assertThat(answer.get("url").textValue()).isEqualTo("wss://livekit.example.com");
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(answer.get("token").textValue().split("\\.")[1]));
        assertThat(claims.at("/video/room")).isEqualTo(answer.get("room"));
        assertThat(claims.get("sub")).isEqualTo(answer.get("identity"));
        assertThat(claims.get("attributes").toString()).isEqualTo("{\"agent_id\":\"" + UUID
                + "\",\"first_message\":\"Hi\",\"prompt\":\"Be kind\",\"version_id\":\"v\"}");
    }

    @Test
    void shouldSayWhatTheOperatorHasNotSet() {
        liveKit = null;
        try (Backend without = new Backend(folder.resolve("b"), this::service)) {
            JsonNode refusal = without.expect(503, PATH, "{" + AGENT + ",\"transport\":\"webrtc\"}");
            assertThat(refusal.get("code").textValue()).isEqualTo("webrtc_not_configured");
            refusal = without.expect(403, PATH, "{" + AGENT + "}");
            assertThat(refusal.get("error").textValue()).contains("credentials.vatel");
        }
    }

    @Test
    void shouldKnowWhoAsksAndWhatTheyMayDo() {
        assertThat(backend.expect(401, PATH, "wrong", "{}").get("code").textValue()).isEqualTo("unauthorized");
        backend.grant("scopes: [visemes]");
        assertThat(expect(403, AGENT).get("error").textValue()).isEqualTo("The tenant lacks the scope sign");
        backend.grant("providers: [openai]");
        assertThat(expect(403, AGENT).get("error").textValue()).isEqualTo("The tenant may not use the provider vatel");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "prompt":"p"                            | agent_id is missing
            "agent_id":"3f2b8c1e"                   | agent_id is not a UUID
            AGENT,"transport":"webtransport"        | transport must be one of websocket, webrtc
            AGENT,"transport":true                  | transport is not a string
            AGENT,"first_message":["Hi"]            | first_message is not a string
            "transport":"webrtc"                    | agent_id is missing
            AGENT,"transport":"webrtc","prompt":7   | prompt is not a string
            AGENT,"transport":"webrtc","prompt":"\\ud800" | prompt holds half of a surrogate pair
            AGENT,"transport":"webrtc","viseme_model":"x" | viseme_model must be one of default
            AGENT,"transport":"webrtc","natural_lip_sync":7 | natural_lip_sync is not true, false, a preset or an object
            AGENT,"viseme_model":"x"                | viseme_model must be one of default
            AGENT,"viseme_delivery":"separate"      | viseme_delivery must be one of inline
            """)
    void shouldNameTheFieldThatIsWrong(String fields, String fault) {
        assertThat(expect(400, fields.replace("AGENT", AGENT)).get("error").textValue()).isEqualTo(fault);
    }

    @Test
    void shouldNameTheFieldThatMakesATokenTooLong() {
        for (String transport : new String[] {"websocket", "webrtc"}) {
            String fields = AGENT + ",\"transport\":\"" + transport + "\",\"prompt\":\"" + "p".repeat(4_000) + "\"";
            assertThat(expect(400, fields).get("error").textValue()).startsWith("prompt is too long: ");
        }
    }

    @Test
    void shouldAnswerEveryBodyWithATokenOrARefusal() {
        assertThat(backend.fuzz(PATH, 5_000,
                "{" + AGENT + ",\"prompt\":\"\\ud83d\\ude00\",\"first_message\":\"Hi\"}",
                "{" + AGENT + ",\"transport\":\"webrtc\",\"version_id\":\"v\"}")).isBetween(2_500, 4_990);
    }

    private JsonNode expect(int status, String fields) {
        return backend.expect(status, PATH, "{" + fields + "}");
    }
}
