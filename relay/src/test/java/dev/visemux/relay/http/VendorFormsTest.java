// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.relay.access.Buckets;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.Providers;
import java.net.URI;
import java.nio.file.Path;
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

/** What each vendor's provider_config may say, what is sealed of it, and what its client is answered. */
class VendorFormsTest {
    private static final String PATH = "/v1/get-signed-url";
    private static final String AGENT = "\"agent_id\":\"3f2b8c1e-0000-4000-8000-00000000000A\"";

    @TempDir
    private Path folder;
    private final SignedUrls urls = new SignedUrls(RelayConfig.of(Map.of()).tokens(), () -> Instant.EPOCH);
    private Backend backend;

    @BeforeEach
    void open() {
        backend = new Backend(folder, this::service);
    }

    private HttpService service(Path tenants) {
        RelayConfig config = RelayConfig.of(Map.of("declared.bare.url", "ws://h/", "declared.bare.audio", "binary"));
        Providers providers = new Providers(config);
        Metrics metrics = new Metrics();
        TokenEndpoints tokens = new TokenEndpoints(new Callers(new Tenants(tenants, providers.names()), new MonthlySpeech(InstantSource.system()), Buckets.local(), new Metrics()),
                new TokenMint(urls, Set.of("default", "indonesian"), metrics), providers, () -> URI.create("http://127.0.0.1:8080"));
        return HttpService.tenants(tokens, new SessionTokens(null, null, null, null), new ConvaiEndpoints(null, null, null, null, null, metrics),
                new VisemeEndpoints(null, null, null, null, config.http(), metrics), new UsageEndpoints(null, null, null, null), metrics);
    }

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void shouldAnswerGeminisClientWithAKeyAndABase() {
        JsonNode answer = expect(200, "gemini", "\"ephemeral_token\":\"auth_tokens/a1\",\"model\":\"gemini-live\",\"viseme_model\":\"indonesian\"");
        assertThat(answer.get("base_url").textValue()).isEqualTo("http://127.0.0.1:8080");
        Grant grant = urls.open(answer.get("api_key").textValue());
        assertThat(grant.vendorSecret()).isEqualTo("auth_tokens/a1");
        assertThat(grant.visemeModel()).isEqualTo("indonesian");
        assertThat(grant.details()).as("its client says the model").isEmpty();
    }

    @Test
    void shouldSealWhatElevenLabsIsAskedFor() {
        Grant grant = signed("elevenlabs", "/v1/conversation", "\"tts_api_key\":\"xi\",\"agent_id\":\"agent_1\",\"sample_rate\":16000,"
                + "\"voice\":\"v\",\"branch_id\":\"b\",\"environment\":\"staging\",\"include_conversation_id\":true,"
                + "\"dynamic_variables\":{\"name\":\"Ann\",\"n\":[1,2.50]},\"viseme_delivery\":\"separate\"");
        assertThat(grant.vendorSecret()).isEqualTo("xi");
        assertThat(grant.details()).isEqualTo(Map.of("agent_id", "agent_1", "branch_id", "b", "environment", "staging",
                "include_conversation_id", "true", "dynamic_variables", "{\"name\":\"Ann\",\"n\":[1,2.5]}"));
        assertThat(grant.separate()).isTrue();
        assertThat(signed("elevenlabs", "/v1/conversation", "\"agent_id\":\"public\"").vendorSecret()).isNull();
        assertThat(signed("elevenlabs", "/v1/conversation", "\"api_key\":\"new\",\"tts_api_key\":\"old\",\"agent_id\":\"a\"").vendorSecret())
                .isEqualTo("new");
        backend.grant("credentials: {elevenlabs: kept}");
        assertThat(signed("elevenlabs", "/v1/conversation", "\"agent_id\":\"a\"").vendorSecret()).isEqualTo("kept");
    }

    @Test
    void shouldSealWhatVatelIsAskedFor() {
        Grant grant = signed("vatel", "/v1/connection", "\"api_key\":\"k\"," + AGENT
                + ",\"version_id\":\"7\",\"first_message\":\"Apa kabar?\\n\",\"prompt\":\"Be \\\"kind\\\" \\ud83d\\ude00\"");
        assertThat(grant.details()).isEqualTo(Map.of("agent_id", "3f2b8c1e-0000-4000-8000-00000000000A", "version_id", "7",
                "first_message", "Apa kabar?\n", "prompt", "Be \"kind\" \ud83d\ude00"));
        assertThat(grant.separate()).isFalse();
    }

    @Test
    void shouldLetVisemesTravelAsTheVendorsClientsTakeThem() {
        String secret = "\"api_key\":\"k\",\"model\":\"m\"";
        for (String vendor : new String[] {"openai", "gemini"}) {
            assertThat(grant(expect(200, vendor, secret)).separate()).isFalse();
            assertThat(grant(expect(200, vendor, secret + ",\"viseme_delivery\":\"separate\"")).separate()).isTrue();
        }
        assertThat(grant(expect(200, "bare", "")).separate()).as("a frame of samples has no room for a field").isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            gemini     | "model":"m"                                   | ephemeral_token is missing (or api_key)
            gemini     | "api_key":"k"                                 | model is missing
            gemini     | "api_key":"k","model":["m"]                   | model is not a string
            elevenlabs | "api_key":"k"                                 | agent_id is missing
            elevenlabs | "agent_id":7                                  | agent_id is not a string
            elevenlabs | "agent_id":"a b"                              | agent_id holds characters other than visible ASCII
            elevenlabs | "agent_id":"a","api_key":{}                   | api_key is not a string
            elevenlabs | "agent_id":"a","tts_api_key":""               | tts_api_key is empty
            elevenlabs | "agent_id":"a","dynamic_variables":[]         | dynamic_variables is not a JSON object
            elevenlabs | "agent_id":"a","dynamic_variables":"{}"       | dynamic_variables is not a JSON object
            elevenlabs | "agent_id":"a","dynamic_variables":{"x":"\\ud800"} | dynamic_variables holds half of a surrogate pair
            elevenlabs | "agent_id":"a","include_conversation_id":"true" | include_conversation_id is not true or false
            elevenlabs | "agent_id":"a","sample_rate":"16000"          | sample_rate is not a whole number
            elevenlabs | "agent_id":"a","sample_rate":96000            | sample_rate is 96000; it must be from 8000 to 48000
            elevenlabs | "agent_id":"a","branch_id":null,"environment":true | environment is not a string
            vatel      | "api_key":"k"                                 | agent_id is missing
            vatel      | "api_key":"k","agent_id":"agent_1"            | agent_id is not a UUID
            vatel      | AGENT                                         | api_key is missing
            vatel      | "api_key":"k",AGENT,"prompt":{}               | prompt is not a string
            vatel      | "api_key":"k",AGENT,"prompt":"\\udc00"        | prompt holds half of a surrogate pair
            vatel      | "api_key":"k",AGENT,"version_id":3            | version_id is not a string
            vatel      | "api_key":"k",AGENT,"viseme_delivery":"separate" | viseme_delivery must be one of inline
            bare       | "viseme_delivery":"inline"                    | viseme_delivery must be one of separate
            """)
    void shouldNameTheFieldThatIsWrong(String provider, String fields, String fault) {
        assertThat(expect(400, provider, fields.replace("AGENT", AGENT)).get("error").textValue())
                .isEqualTo("config.provider_config." + fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            vatel      | "api_key":"k","prompt":"LONG"                      | prompt
            vatel      | "api_key":"LONG","prompt":"short"                  | api_key
            elevenlabs | "api_key":"k","dynamic_variables":{"v":"LONG"}     | dynamic_variables
            elevenlabs | "unsealed":"LONGLONG","dynamic_variables":{"v":"LONG"} | dynamic_variables
            """)
    void shouldNameTheFieldThatMakesATokenTooLong(String provider, String fields, String field) {
        assertThat(expect(400, provider, AGENT + "," + fields.replace("LONG", "x".repeat(4_000))).get("error").textValue())
                .matches("config\\.provider_config\\." + field + " is too long: the token would have \\d+ characters; it may have 4096");
    }

    @Test
    void shouldBlameAStoredCredentialThatIsTooLong() {
        backend.grant("credentials: {gemini: " + "k".repeat(4_000) + "}");
        assertThat(expect(400, "gemini", "\"model\":\"m\"").get("error").textValue()).startsWith("config.provider_config.ephemeral_token is too long");
    }

    @Test
    void shouldTolerateWhatItDoesNotKnow() {
        assertThat(signed("vatel", "/v1/connection", "\"api_key\":\"k\"," + AGENT + ",\"speed\":2").details()).containsOnlyKeys("agent_id");
    }

    @Test
    void shouldAnswerEveryBodyWithAGrantOrARefusal() {
        assertThat(backend.fuzz(PATH, 5_000,
                config("gemini", "\"api_key\":\"k\",\"model\":\"m\""),
                config("elevenlabs", "\"agent_id\":\"a\",\"dynamic_variables\":{\"x\":\"\\u00e4\"},\"include_conversation_id\":true,\"sample_rate\":16000"),
                config("vatel", "\"api_key\":\"k\"," + AGENT + ",\"prompt\":\"\\ud83d\\ude00\",\"viseme_delivery\":\"inline\"")))
                .isBetween(2_500, 4_990);
    }

    private static String config(String provider, String fields) {
        return "{\"config\":{\"provider\":\"" + provider + "\",\"provider_config\":{" + fields + "}}}";
    }

    private JsonNode expect(int status, String provider, String fields) {
        return backend.expect(status, PATH, config(provider, fields));
    }

    private Grant grant(JsonNode answer) {
        return urls.open(answer.get("api_key").textValue().replaceFirst("^ek_", ""));
    }

    private Grant signed(String provider, String door, String fields) {
        JsonNode answer = expect(200, provider, fields);
        assertThat(answer.size()).isOne();
        String url = answer.get("signed_url").textValue();
        assertThat(url).startsWith("ws://127.0.0.1:8080" + door + "?token=");
        return urls.open(url.substring(url.indexOf('=') + 1));
    }
}
