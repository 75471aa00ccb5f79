// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.RelayConfig.Upstreams.Upstream;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a caller is taken, and what the vendor is told on the way. */
class ElevenLabsTest {
    private static final String SDK = "/v1/conversation?token=ours&source=js_sdk&version=1.25.0";
    private static final String SIGNED = "wss://eleven.test/v1/convai/conversation?agent_id=a&conversation_signature=cvtkn_x";

    private final ElevenLabs eleven = new ElevenLabs(new Upstream(URI.create("https://eleven.test/"), List.of()));

    @Test
    void shouldAskForASignedUrlWithTheTenantsKey() {
        Map<String, String> details = new TreeMap<>(Map.of("agent_id", "a b&c", "branch_id", "br", "environment", "staging",
                "include_conversation_id", "true", "dynamic_variables", "{\"name\":\"Ann\"}"));
        Errand errand = (Errand) eleven.approach(new Caller("xi-key", details, handshake(SDK)));
        assertThat(errand.method()).isEqualTo(HttpMethod.GET);
        assertThat(errand.uri()).hasToString("https://eleven.test/v1/convai/conversation/get-signed-url?agent_id=a%20b%26c"
                + "&branch_id=br&environment=staging&include_conversation_id=true");
        assertThat(errand.headers().get("xi-api-key")).isEqualTo("xi-key");
        assertThat(errand.body()).isNull();
        Endpoint endpoint = errand.then().apply("{\"signed_url\":\"" + SIGNED + "\",\"conversation_id\":\"c\"}");
        assertThat(endpoint.uri()).hasToString(SIGNED + "&source=js_sdk&version=1.25.0");
        assertThat(endpoint.headers().get("origin")).isEqualTo("https://page.test");
        assertThat(endpoint.headers().get("sec-websocket-protocol")).isEqualTo("convai");
        assertThat(endpoint.headers().contains("xi-api-key")).isFalse();
    }

    @Test
    void shouldDialAPublicAgentAtOnce() {
        Map<String, String> details = new TreeMap<>(Map.of("agent_id", "a", "environment", "e", "include_conversation_id", "true",
                "dynamic_variables", "{}"));
        assertThat(eleven.approach(new Caller(null, details, handshake(SDK))).uri()).hasToString(
                "https://eleven.test/v1/convai/conversation?agent_id=a&environment=e&source=js_sdk&version=1.25.0");
    }

    @Test
    void shouldDialTheUrlThatWasSignedAlready() {
        assertThat(approach(SIGNED, "/v1/conversation?token=ours").uri()).hasToString(SIGNED);
        assertThat(approach("wss://eleven.test/x", SDK).uri()).hasToString("wss://eleven.test/x?source=js_sdk&version=1.25.0");
        assertThatThrownBy(() -> approach("wss://evil.test/x", SDK)).isInstanceOfSatisfying(RelayException.class,
                e -> assertThat(e.error()).isEqualTo(RelayError.UPSTREAM_HOST_REFUSED));
    }

    @Test
    void shouldPassTheClientsQueryOnButNeverItsTokenOrAnotherAgent() {
        assertThat(approach(SIGNED, "/v1/conversation?a=1&token=ours&b=%C3%BC%20%26&token=again&agent_id=other"
                + "&conversation_signature=forged&empty").uri()).hasToString(SIGNED + "&a=1&b=%C3%BC%20%26&empty=");
        assertThat(approach(SIGNED, "/v1/conversation?a={x}|y&token=ours").uri()).hasToString(SIGNED + "&a=%7Bx%7D%7Cy");
        assertThat(approach(SIGNED, "/v1/conversation?a=1;token=ours").uri()).hasToString(SIGNED + "&a=1");
    }

    @Test
    void shouldOfferTheSubProtocolThatTheClientOffers() {
        HttpRequest plain = handshake(SDK);
        plain.headers().remove("Sec-WebSocket-Protocol");
        assertThat(((Endpoint) eleven.approach(new Caller(null, Map.of("agent_id", "a"), plain))).headers()
                .contains("sec-websocket-protocol")).isFalse();
        assertThat(eleven.door().echo(handshake(SDK))).isEqualTo("convai");
        assertThat(eleven.door().echo(plain)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"`` | UPSTREAM_PROTOCOL_ERROR", "<html> | UPSTREAM_PROTOCOL_ERROR",
        "{} | UPSTREAM_PROTOCOL_ERROR", "[] | UPSTREAM_PROTOCOL_ERROR", "{\"signed_url\":7} | UPSTREAM_PROTOCOL_ERROR",
        "{\"signed_url\":\"\"} | UPSTREAM_PROTOCOL_ERROR", "{\"signed_url\":\"wss://eleven.test/\" | UPSTREAM_PROTOCOL_ERROR",
        "{\"signed_url\":\"wss://evil.test/\"} | UPSTREAM_HOST_REFUSED", "{\"signed_url\":\"ws://eleven.test/\"} | UPSTREAM_HOST_REFUSED"})
    void shouldRefuseAnAnswerThatLeadsNowhere(String body, RelayError error) {
        Errand errand = (Errand) eleven.approach(new Caller("xi-key", Map.of("agent_id", "a"), handshake(SDK)));
        assertThatThrownBy(() -> errand.then().apply(body)).isInstanceOfSatisfying(RelayException.class,
                e -> assertThat(e.error()).isEqualTo(error));
    }

    @Test
    void shouldTakeNoMutatedAnswerElsewhere() {
        Random random = new Random(7);
        String answer = "{\"signed_url\":\"" + SIGNED + "\",\"conversation_id\":\"c\"}";
        int taken = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(answer);
            for (int i = random.nextInt(4); i > 0; i--) {
                text.setCharAt(random.nextInt(random.nextBoolean() ? 40 : text.length()),
                        "@:/\\#?.[]{}\",eEsw%0 \u0130\u3002\0".charAt(random.nextInt(22)));
            }
            try {
                URI url = eleven.signed(text.toString()).url();
                assertThat(url.getHost()).as("%s", text).isEqualToIgnoringCase("eleven.test");
                assertThat(url.getScheme()).isIn("wss", "wsS", "wSs", "Wss", "https");
                taken++;
            } catch (RelayException e) {
                assertThat(e.error()).isIn(RelayError.UPSTREAM_HOST_REFUSED, RelayError.UPSTREAM_PROTOCOL_ERROR);
                assertThat(e.getMessage()).doesNotContain("cvtkn");
            }
        }
        assertThat(taken).isBetween(4_000, 19_000);
    }

    @Test
    void shouldSignItsOwnPath() {
        assertThat(eleven.form().answer().apply(URI.create("https://relay.test"), "T"))
                .containsExactly(Map.entry("signed_url", "wss://relay.test/v1/conversation?token=T"));
        assertThat(eleven.door().isAt("/v1/conversation")).isTrue();
        assertThat(eleven.door().isAt("/v1/conversation/gemini")).isFalse();
        assertThat(eleven.door().token(handshake(SDK))).isEqualTo("ours");
    }

    private Endpoint approach(String signedUrl, String uri) {
        return (Endpoint) eleven.approach(new Caller(null, Map.of("signed_url", signedUrl), handshake(uri)));
    }

    private static HttpRequest handshake(String uri) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri);
        request.headers().set("Origin", "https://page.test").set("Sec-WebSocket-Protocol", "convai, bearer.secret");
        return request;
    }
}
