// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.visemux.relay.ops.RelayConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Access tokens of the operator's LiveKit server, each for a room of its own:
 * <https://docs.livekit.io/home/get-started/authentication/>. A JWT signed with HS256. Any thread.
 */
public final class LiveKitTokens {
    private static final ObjectMapper json = new ObjectMapper();
    private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.HS256);

    private final RelayConfig.Livekit settings;
    private final MACSigner signer;
    private final InstantSource clock;

    /** {@code settings}: with all of url, key and secret. */
    public LiveKitTokens(RelayConfig.Livekit settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        try {
            signer = new MACSigner(settings.apiSecret().text().getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("livekit.api_secret does not fit HS256", e);
        }
    }

    /** What a client needs to join; the token is a secret until it expires. */
    public record Seat(String token, String room, String identity, URI url) {
        @Override
        public String toString() {
            return "Seat[room=" + room + "]";
        }
    }

    /** A new room and someone to speak in it. {@code attributes}: what the room's agent is told of them. */
    public Seat seat(Map<String, String> attributes) {
        String room = "visemux-" + SignedUrls.newJti();
        String identity = "client-" + SignedUrls.newJti();
        return new Seat(sign(room, identity, attributes), room, identity,
                URI.create(settings.url().toString().replaceFirst("^http", "ws")));
    }

    private String sign(String room, String identity, Map<String, String> attributes) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = Map.of(
                "iss", settings.apiKey(), "sub", identity, "nbf", now, "exp", now + settings.ttl().toSeconds(),
                "attributes", attributes, "video", grants(room));
        try {
            JWSObject jws = new JWSObject(HEADER, new Payload(json.writeValueAsString(claims)));
            jws.sign(signer);
            return jws.serialize();
        } catch (JOSEException | JsonProcessingException e) {
            throw new IllegalStateException("an access token could not be signed", e);
        }
    }

    private static Map<String, Object> grants(String room) {
        return Map.of("roomJoin", true, "room", room, "canPublish", true, "canPublishSources", List.of("microphone"),
                "canSubscribe", true, "canPublishData", true);
    }
}
