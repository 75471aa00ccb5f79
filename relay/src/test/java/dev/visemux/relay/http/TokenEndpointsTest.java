// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Binding;
import dev.visemux.relay.access.Buckets;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Network;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.Providers;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEndpointsTest {
    private static final String PATH = "/v1/get-signed-url";
    private static final String GOOD = "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"ephemeral_token\":\"ek_vendor\","
            + "\"model\":\"gpt-realtime\",\"voice\":\"marin\",\"viseme_model\":\"default\",\"natural_lip_sync\":{\"mergeWindow\":60},"
            + "\"viseme_delivery\":\"inline\",\"expires_in\":60.0}}}";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    private Path folder;
    private final SignedUrls urls = new SignedUrls(RelayConfig.of(Map.of()).tokens(), () -> NOW);
    private final Metrics metrics = new Metrics();
    private final MonthlySpeech speech = new MonthlySpeech(InstantSource.system());
    private Backend backend;

    @BeforeEach
    void open() {
        backend = new Backend(folder, this::service);
    }

    private HttpService service(Path tenants) {
        Providers providers = new Providers(RelayConfig.of(Map.of()));
        TokenEndpoints tokens = new TokenEndpoints(new Callers(new Tenants(tenants, providers.names()), speech, Buckets.local(), new Metrics()),
                new TokenMint(urls, Set.of("default"), metrics), providers, () -> URI.create("https://relay.example.com"));
        return HttpService.tenants(tokens, new SessionTokens(null, null, null, null), new ConvaiEndpoints(null, null, null, null, null, metrics),
                new VisemeEndpoints(null, null, null, null, RelayConfig.of(Map.of()).http(), metrics), new UsageEndpoints(null, null, null, null), metrics);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void shouldSealWhatTheTenantAsksForAndNothingOfItInTheClear() {
        JsonNode answer = expect(200, GOOD);
        String token = answer.get("signed_url").textValue().replace("wss://relay.example.com/v1/openai-realtime/ws?token=", "");
        assertThat(answer.get("url").textValue()).isEqualTo("wss://relay.example.com/v1/realtime");
        assertThat(answer.get("api_key").textValue()).isEqualTo("ek_" + token);
        assertThat(answer.toString()).doesNotContain("vendor");
        Grant grant = urls.open(token);
        assertThat(grant).isEqualTo(new Grant(grant.jti(), "acme", "openai", "ek_vendor", Map.of("model", "gpt-realtime"),
                "default", false, "{\"mergeWindow\":60}", NOW.plusSeconds(60)));
        assertThat(metrics.value(Metrics.Counter.TOKENS_SEALED)).isEqualTo(1);
    }

    @Test
    void shouldTakeAnApiKeyOrTheOneThatIsKeptForTheTenant() {
        assertThat(grant(expect(200, config("\"api_key\":\"sk-1\",\"model\":\"m\""))).vendorSecret()).isEqualTo("sk-1");
        backend.grant("credentials: {openai: sk-kept}");
        Grant grant = grant(expect(200, config("\"model\":\"m\"")));
        assertThat(grant.vendorSecret()).isEqualTo("sk-kept");
        assertThat(grant.expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            nonsense                                            | The body is not valid JSON (line 1, column 1)
            {"config":{}} x                                     | The body is not valid JSON
            {"config":{},"config":{}}                           | The body is not valid JSON
            []                                                  | The body is not a JSON object
            {}                                                  | config is missing
            {"config":null}                                     | config is missing
            {"config":[]}                                       | config is not a JSON object
            {"config":{}}                                       | config.provider is missing
            {"config":{"provider":7}}                           | config.provider is not a string
            {"config":{"provider":"opneai"}}                    | config.provider must be one of openai
            {"config":{"provider":"openai"}}                    | config.provider_config is missing
            {"config":{"provider":"openai","provider_config":"x"}} | config.provider_config is not a JSON object
            :"model":"m"                                        | config.provider_config.ephemeral_token is missing (or api_key)
            :"ephemeral_token":7,"model":"m"                    | config.provider_config.ephemeral_token is not a string
            :"ephemeral_token":"","model":"m"                   | config.provider_config.ephemeral_token is empty
            :"ephemeral_token":"a\\r\\nX: y","model":"m"        | config.provider_config.ephemeral_token holds characters other than visible ASCII
            :"api_key":"é","model":"m"                          | config.provider_config.api_key holds characters other than visible ASCII
            :"ephemeral_token":"t","api_key":{},"model":"m"     | config.provider_config.api_key is not a string
            :"api_key":"k"                                      | config.provider_config.model is missing
            :"api_key":"k","model":{}                           | config.provider_config.model is not a string
            :"api_key":"k","model":"a b"                        | config.provider_config.model holds characters other than visible ASCII
            :"api_key":"k","model":"m","voice":7                | config.provider_config.voice is not a string
            :"api_key":"k","model":"m","viseme_model":"x"       | config.provider_config.viseme_model must be one of default
            :"api_key":"k","model":"m","viseme_delivery":"both" | config.provider_config.viseme_delivery must be one of inline, separate
            :"api_key":"k","model":"m","expires_in":0           | config.provider_config.expires_in is 0; it must be from 1 to
            :"api_key":"k","model":"m","expires_in":"60"        | config.provider_config.expires_in is not a whole number
            :"api_key":"k","model":"m","expires_in":60.5        | config.provider_config.expires_in is not a whole number
            :"api_key":"k","model":"m","expires_in":1e19        | config.provider_config.expires_in is not a whole number
            :"api_key":"k","model":"m","bind":true              | config.provider_config.bind is not a JSON object
            :"api_key":"k","model":"m","bind":{}                | config.provider_config.bind is empty; write origin, address_prefix or both
            :"api_key":"k","model":"m","bind":{"addres_prefix":"::1"}     | config.provider_config.bind.addres_prefix binds to nothing
            :"api_key":"k","model":"m","bind":{"origin":"https://A.example/"} | config.provider_config.bind.origin is not as browsers write it
            :"api_key":"k","model":"m","bind":{"address_prefix":"10.0.0.0/33"} | config.provider_config.bind.address_prefix is no address or network
            :"api_key":"k","model":"m","bind":{"address_prefix":"localhost"} | config.provider_config.bind.address_prefix is no address or network
            :"api_key":"k","model":"m","natural_lip_sync":"fast"  | config.provider_config.natural_lip_sync must be one of conversation,
            :"api_key":"k","model":"m","natural_lip_sync":7       | config.provider_config.natural_lip_sync is not true, false, a preset or an object
            :"api_key":"k","model":"m","natural_lip_sync":{"mergeWindow":"60"} | config.provider_config.natural_lip_sync.mergeWindow is not a number of milliseconds
            :"api_key":"k","model":"m","natural_lip_sync":{"similarityThreshold":1.1} | config.provider_config.natural_lip_sync.similarityThreshold is not a number from 0 to 1
            :"api_key":"k","model":"m","natural_lip_sync":{"criticalVisemeIds":[22]} | config.provider_config.natural_lip_sync.criticalVisemeIds is not a list of viseme ids
            :"api_key":"k","model":"m","natural_lip_sync":{"mergewindow":1} | config.provider_config.natural_lip_sync.mergewindow is not a setting
            """)
    void shouldNameTheFieldThatIsWrong(String body, String fault) {
        JsonNode answer = expect(400, body.startsWith(":") ? config(body.substring(1)) : body);
        assertThat(answer.get("error").textValue()).startsWith(fault);
        assertThat(answer.get("code").textValue()).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            true
            false
            "conversation"
            "fastSpeech"
            {}
            {"minVisemeInterval":40,"criticalVisemeIds":[7,8,13],"preserveSilence":true,"desktopTransitionDuration":18}
            """)
    void shouldAcceptEveryFormOfNaturalLipSync(String value) {
        assertThat(grant(expect(200, config("\"api_key\":\"k\",\"model\":\"m\",\"natural_lip_sync\":" + value))).naturalLipSync())
                .isEqualTo(value);
    }

    @Test
    void shouldBindATokenToAPlace() {
        Binding binding = grant(expect(200, config("\"api_key\":\"k\",\"model\":\"m\",\"bind\":{\"origin\":\"https://app.example.com\","
                + "\"address_prefix\":\"203.0.113.64/26\"}"))).binding();
        assertThat(binding).isEqualTo(new Binding("https://app.example.com", Network.parse("203.0.113.64/26")));
        assertThat(grant(expect(200, config("\"api_key\":\"k\",\"model\":\"m\",\"bind\":{\"address_prefix\":\"::1\"}"))).binding())
                .isEqualTo(new Binding(null, Network.parse("::1/128")));
    }

    @Test
    void shouldNameTheFieldThatMakesATokenTooLong() {
        assertThat(expect(400, config("\"ephemeral_token\":\"" + "k".repeat(4000) + "\",\"model\":\"m\"")).get("error").textValue())
                .startsWith("config.provider_config.ephemeral_token is too long");
        assertThat(expect(200, config("\"ephemeral_token\":\"" + "k".repeat(2500) + "\",\"model\":\"m\"")).get("api_key").textValue())
                .hasSizeLessThan(4096);
    }

    @Test
    void shouldKnowWhoAsksAndWhatTheyMayDo() {
        assertThat(backend.expect(401, PATH, "wrong", GOOD).get("code").textValue()).isEqualTo("unauthorized");
        backend.grant("scopes: [visemes]");
        assertThat(expect(403, GOOD).get("error").textValue()).isEqualTo("The tenant lacks the scope sign");
        backend.grant("providers: [vatel]");
        assertThat(expect(403, GOOD).get("error").textValue()).isEqualTo("The tenant may not use the provider openai");
    }

    @Test
    void shouldTellHowOftenATenantMaySignAndRefuseItAbove() {
        expect(200, GOOD);
        assertThat(backend.answered().names()).noneMatch(name -> name.startsWith("RateLimit"));
        backend.grant("limits: {signs_per_minute: 2}");
        expect(200, GOOD);
        expect(400, "{}");
        assertThat(backend.answered().get("RateLimit-Limit")).isEqualTo("2");
        assertThat(backend.answered().get("RateLimit-Remaining")).isEqualTo("0");
        assertThat(backend.answered().get("RateLimit-Policy")).isEqualTo("2;w=60");
        JsonNode refusal = expect(429, GOOD);
        assertThat(refusal.get("code").textValue()).isEqualTo("rate_limited");
        assertThat(refusal.get("error").textValue()).matches("The tenant may sign 2 times a minute; ask again in \\d+ s");
        assertThat(backend.answered().getInt("Retry-After")).isBetween(1, 30);
        assertThat(backend.answered().getInt("RateLimit-Reset")).isBetween(31, 60);
        backend.grant("limits: {}");
        expect(200, GOOD);
    }

    @Test
    void shouldRefuseATenantThatHasHadItsMonthsSpeech() {
        backend.grant("limits: {speech_hours_per_month: 1}");
        speech.add(new Increment(new Account("acme", "openai"), new Usage(1, 0, 0, 3_599_990, 0, 0)));
        expect(200, GOOD);
        speech.add(new Increment(new Account("acme", "recorded"), new Usage(1, 0, 0, 10, 0, 0)));
        JsonNode refusal = expect(429, GOOD);
        assertThat(refusal.get("code").textValue()).isEqualTo("quota_exceeded");
        assertThat(refusal.get("error").textValue()).startsWith("The tenant's 1 hours of speech a month are used up until 20");
        assertThat(backend.answered().getInt("Retry-After")).isBetween(1, 31 * 86_400 + 1);
    }

    /** Jackson guesses the encoding by the first four bytes. */
    @Test
    void shouldRefuseABodyThatOnlyBeginsAsUtf32() {
        assertThat(expect(400, "\0\0\0{\"config\"").get("error").textValue()).isEqualTo("The body is not valid JSON");
    }

    @Test
    void shouldAnswerEveryBodyWithAGrantOrARefusal() {
        assertThat(backend.fuzz(PATH, 5_000, GOOD)).isBetween(2_500, 4_990);
    }

    private static String config(String fields) {
        return "{\"config\":{\"provider\":\"openai\",\"provider_config\":{" + fields + "}}}";
    }

    private Grant grant(JsonNode answer) {
        return urls.open(answer.get("api_key").textValue().substring(3));
    }

    private JsonNode expect(int status, String body) {
        return backend.expect(status, PATH, body);
    }
}
