// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a caller is taken, and what the vendor's handshake says. */
class ApproachTest {
    private static final String GEMINI = "/ws/google.ai.generativelanguage.%s.GenerativeService.BidiGenerateContent";

    private final GeminiLive gemini = new GeminiLive(URI.create("https://google.test/"));
    private final Vatel vatel = new Vatel(URI.create("http://vatel.test/base"));

    @ParameterizedTest
    @CsvSource({"//,v1", "/,v1beta", "///,v1alpha"})
    void shouldDialGeminiInTheClientsVersion(String slashes, String version) {
        String path = slashes + GEMINI.substring(1).formatted(version);
        assertThat(gemini.door().isAt(path)).isTrue();
        assertThat(gemini.door().isAt(path + "Constrained")).isTrue();
        assertThat(gemini.approach(caller("AIza.K", path + "?key=ours")).uri())
                .hasToString("https://google.test" + GEMINI.formatted(version) + "?key=AIza.K");
    }

    @Test
    void shouldDialGeminisConstrainedMethodWithAnEphemeralToken() {
        String path = "/" + GEMINI.formatted("v1beta");
        assertThat(gemini.approach(caller("auth_tokens/a-b_c", path + "?key=ours")).uri())
                .hasToString("https://google.test" + GEMINI.formatted("v1alpha")
                        + "Constrained?access_token=auth_tokens/a-b_c");
        assertThat(gemini.approach(caller("k&x=#1", path)).uri())
                .hasToString("https://google.test" + GEMINI.formatted("v1beta") + "?key=k%26x%3D%231");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/google.ai.generativelanguage.v2.GenerativeService.BidiGenerateContent",
        "ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent", "/v1/connection",
        "/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContentX",
        "/x/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent",
        "/ws/google-ai.generativelanguage.v1.GenerativeService.BidiGenerateContent"})
    void shouldTakeNoOtherPathForGeminis(String path) {
        assertThat(gemini.door().isAt(path)).isFalse();
    }

    @Test
    void shouldGiveGeminisSdkAKeyAndABase() {
        assertThat(gemini.form().answer().apply(URI.create("https://relay.test"), "T"))
                .containsExactly(Map.entry("api_key", "T"), Map.entry("base_url", "https://relay.test"));
        assertThat(gemini.door().token(handshake("//ws/x?key=T"))).isEqualTo("T");
        assertThat(gemini.door().token(handshake("//ws/x?access_token=T"))).isEqualTo("T");
        assertThat(gemini.door().explains()).isTrue();
    }

    @Test
    void shouldAskVatelForASessionTokenFirst() throws Exception {
        Errand errand = vatel.approach(new Caller("org-key", Map.of("agent_id", "a", "prompt", "Say \"hi\""),
                handshake("/v1/connection?token=ours&agentId=a%20b&x=1")));
        assertThat(errand.method()).isEqualTo(HttpMethod.POST);
        assertThat(errand.uri()).hasToString("http://vatel.test/base/v1/session-token");
        assertThat(errand.headers().get("authorization")).isEqualTo("Bearer org-key");
        assertThat(errand.headers().get("content-type")).isEqualTo("application/json");
        assertThat(new ObjectMapper().readValue(errand.body(), Map.class)).isEqualTo(
                Map.of("agent_id", "a", "prompt", "Say \"hi\"", "transport", "websocket"));
        Endpoint endpoint = errand.then().apply("{\"room\":\"r\",\"token\":\"jwt.a-b_c\"}");
        assertThat(endpoint.uri())
                .hasToString("http://vatel.test/base/v1/connection?token=jwt.a-b_c&agentId=a%20b&x=1");
        assertThat(endpoint.headers().contains("authorization")).isFalse();
        assertThat(endpoint.headers().get("origin")).isEqualTo("https://page.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jwt", "{}", "{\"token\":null}", "{\"token\":\"\"}", "[\"token\"]", "{\"token\":\"x\""})
    void shouldRefuseAnAnswerWithoutAToken(String answer) {
        Errand errand = vatel.approach(caller("org-key", "/v1/connection?token=ours"));
        assertThatThrownBy(() -> errand.then().apply(answer)).isInstanceOfSatisfying(RelayException.class,
                refusal -> assertThat(refusal.error()).isEqualTo(RelayError.UPSTREAM_PROTOCOL_ERROR));
    }

    @Test
    void shouldSignVatelsOwnPath() {
        assertThat(vatel.form().answer().apply(URI.create("http://relay.test"), "T"))
                .containsExactly(Map.entry("signed_url", "ws://relay.test/v1/connection?token=T"));
        assertThat(vatel.door().isAt("/v1/connection")).isTrue();
        assertThat(vatel.door().token(handshake("/v1/connection?x=1&token=T"))).isEqualTo("T");
    }

    private static Caller caller(String secret, String uri) {
        return new Caller(secret, Map.of(), handshake(uri));
    }

    private static HttpRequest handshake(String uri) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
        request.headers().set("Origin", "https://page.test");
        return request;
    }
}
