// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A signed URL opens one session, in each of its forms, and nothing else does. */
@ExtendWith(SharedRig.class)
class TokenTest {
    private final Rig rig;

    TokenTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldAcceptTheTokenInTheHeader() throws Exception {
        JsonNode signed = rig.tenant().signed();

        open(URI.create(signed.path("url").asText()), null, "Bearer " + signed.path("api_key").asText());
    }

    @Test
    void shouldAcceptTheTokenAsASubProtocolAndNotEchoIt() throws Exception {
        JsonNode signed = rig.tenant().signed();

        open(URI.create(signed.path("url").asText()),
                "realtime,openai-insecure-api-key." + signed.path("api_key").asText(), null);
    }

    private void open(URI url, String subprotocols, String authorization) throws Exception {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        if (authorization != null) {
            headers.add("Authorization", authorization);
        }
        try (WireClient client = WireClient.connect(url, subprotocols, headers)) {
            assertThat(client.messages().await(message -> true).string()).contains("session.created");
            assertThat(client.subprotocol()).isEqualTo(subprotocols == null ? null : "realtime");
            assertThat(rig.session().requestUri()).isEqualTo("/v1/realtime?model=gpt-realtime");
            assertThat(rig.session().requestHeaders().get("Authorization")).isEqualTo("Bearer " + Rig.VENDOR_KEY);
        }
    }

    @Test
    void shouldRefuseATokenTheSecondTimeWithAReason() throws Exception {
        URI url = rig.tenant().signedUrl();
        try (WireClient first = WireClient.connect(url); WireClient second = WireClient.connect(url)) {
            assertThat(second.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(1008, "token_consumed"));
            assertThat(first.messages().await(message -> true).string()).contains("session.created");
        }
    }

    @Test
    void shouldRefuseATokenWithOneBitFlippedBeforeTheUpgrade() throws Exception {
        String url = rig.tenant().signedUrl().toString();
        int at = url.length() - 10;
        String flipped = url.substring(0, at) + (url.charAt(at) == 'A' ? 'B' : 'A') + url.substring(at + 1);

        assertThatThrownBy(() -> WireClient.connect(URI.create(flipped))).hasMessageContaining("401");
        WireClient.connect(URI.create(url)).close(); // it was not consumed
    }

    @Test
    void shouldRefuseAnExpiredTokenWithAReason() throws Exception {
        SignedUrls sealer = new SignedUrls(RelayConfig.of(SharedRig.SETTINGS).tokens(), InstantSource.system());
        String token = sealer.seal(new Grant(SignedUrls.newJti(), "demo", "openai", Rig.VENDOR_KEY, Map.of(), "default", false,
                null, Instant.now().minusSeconds(30)));
        URI url = rig.relay().publicUrl().resolve("/v1/openai-realtime/ws?token=" + token);
        try (WireClient client = WireClient.connect(URI.create(url.toString().replaceFirst("^http", "ws")))) {
            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(1008, "token_expired"));
        }
    }

    @Test
    void shouldOpenABoundTokenForItsPageAloneAndNotConsumeItForOthers() throws Exception {
        URI url = ClientTalk.door(Vendor.openai, rig.tenant().signed(Vendor.openai,
                Map.of("bind", Map.of("origin", "https://app.example.com", "address_prefix", "127.0.0.0/8"))));
        try (WireClient stranger = WireClient.connect(url)) {
            assertThat(stranger.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(1008, "token_bound"));
        }
        try (WireClient page = WireClient.connect(url, null, new DefaultHttpHeaders().add("Origin", "https://app.example.com"))) {
            assertThat(page.messages().await(message -> true).string()).contains("session.created");
        }
    }

    @Test
    void shouldRefuseASessionWithoutAToken() throws Exception {
        URI url = URI.create(rig.tenant().signedUrl().toString().replaceAll("\\?.*", ""));

        assertThatThrownBy(() -> WireClient.connect(url)).hasMessageContaining("401");
    }
}
