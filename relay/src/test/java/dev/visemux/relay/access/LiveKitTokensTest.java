// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.visemux.relay.access.LiveKitTokens.Seat;
import dev.visemux.relay.ops.RelayConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As livekit-server-sdk writes them. */
class LiveKitTokensTest {
    private static final String SECRET = "a secret of 32 bytes, or of more";
    private final LiveKitTokens tokens = new LiveKitTokens(RelayConfig.of(Map.of("livekit.url", "https://livekit.example.com",
            "livekit.api_key", "devkey", "livekit.api_secret", SECRET, "livekit.ttl", "5m")).livekit(), () -> Instant.ofEpochSecond(1_795_217_640));

    @Test
    void shouldSayWhatLiveKitAsksForAndNothingElse() throws Exception {
        Seat seat = tokens.seat(Map.of("agent_id", "uuid", "prompt", "Be \"kind\" \ud83d\ude00"));
        JWSObject jws = JWSObject.parse(seat.token());
        assertThat(jws.verify(new MACVerifier(SECRET.getBytes(StandardCharsets.UTF_8)))).isTrue();
        assertThat(jws.getHeader()).hasToString("{\"alg\":\"HS256\"}");
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(jws.getPayload().toString())).isEqualTo(json.readTree("""
                {"attributes":{"agent_id":"uuid","prompt":"Be \\"kind\\" \ud83d\ude00"},
                 "video":{"roomJoin":true,"room":"ROOM","canPublish":true,"canSubscribe":true,"canPublishData":true,"canPublishSources":["microphone"]},
                 "iss":"devkey","exp":1795217940,"nbf":1795217640,"sub":"WHO"}
                """.replace("ROOM", seat.room()).replace("WHO", seat.identity())));
        assertThat(seat.url()).hasToString("wss://livekit.example.com");
    }

    @Test
    void shouldMakeUpRoomAndIdentityForEverySession() {
        Seat one = tokens.seat(Map.of());
        Seat other = tokens.seat(Map.of());
        assertThat(one.room()).matches("visemux-[\\w-]{22}").isNotEqualTo(other.room());
        assertThat(one.identity()).matches("client-[\\w-]{22}").isNotEqualTo(other.identity());
        assertThat(one.toString()).doesNotContain(one.token());
    }
}
