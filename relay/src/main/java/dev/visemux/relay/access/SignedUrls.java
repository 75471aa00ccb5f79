// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals a {@link Grant} into a token and opens it again: JWE compact (RFC 7516), {@code dir} + A256GCM. Any thread. The
 * header of a token must be, to the letter, one that a key of this ring writes: nothing in it is ever interpreted.
 */
public final class SignedUrls {
    /** Longest token; longer ones are neither given out nor looked at. */
    public static final int MAX_TOKEN_CHARS = 4096;
    private static final Logger log = LoggerFactory.getLogger(SignedUrls.class);
    private static final ObjectMapper json = new ObjectMapper();
    private static final SecureRandom random = new SecureRandom();

    private record Lock(JWEHeader header, DirectEncrypter seals, DirectDecrypter opens) {
        static Lock of(String kid, byte[] secret) {
            try {
                JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(kid).build();
                return new Lock(header, new DirectEncrypter(secret), new DirectDecrypter(secret));
            } catch (JOSEException e) {
                throw new IllegalArgumentException("token key " + kid + " does not fit A256GCM", e);
            }
        }
    }

    /** What is sealed; short names, for a token travels in URLs. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private record Sealed(@JsonProperty("j") String jti, @JsonProperty("t") String tenant,
            @JsonProperty("p") String provider, @JsonProperty("s") String vendorSecret,
            @JsonProperty("d") Map<String, String> details, @JsonProperty("v") String visemeModel,
            @JsonProperty("x") boolean separate, @JsonProperty("n") String naturalLipSync,
            @JsonProperty("e") long expiresAtMillis) {}

    private final Map<String, Lock> ring = new LinkedHashMap<>();
    private final Lock seals;
    private final Duration ttl;
    private final InstantSource clock;

    public SignedUrls(RelayConfig.Tokens tokens, InstantSource clock) {
        this.ttl = tokens.ttl();
        this.clock = clock;
        List<Lock> locks = tokens.keys().isEmpty() ? List.of(randomLock())
                : tokens.keys().stream().map(key -> Lock.of(key.kid(), key.bytes())).toList();
        locks.forEach(lock -> ring.put(lock.header().toBase64URL().toString(), lock));
        seals = locks.getFirst();
        warmUp();
    }

    /** The first use of a cipher takes 100 ms: now, not on an event loop. */
    private void warmUp() {
        unseal(seal(new Grant("", "", "", "", Map.of(), "", false, null, Instant.EPOCH)));
    }

    private static Lock randomLock() {
        log.warn("no tokens.keys set: signed URLs are sealed with a random key and end with this process");
        return Lock.of("random", randomBytes(32));
    }

    /** A fresh name for a grant. */
    public static String newJti() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(16));
    }

    private static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** When a grant given out now ends; {@code shorter} may be null. */
    public Instant expiry(Duration shorter) {
        return clock.instant().plus(shorter == null || shorter.compareTo(ttl) > 0 ? ttl : shorter);
    }

    /** May be longer than {@link #MAX_TOKEN_CHARS}: the caller knows which of its fields to blame. */
    public String seal(Grant grant) {
        try {
            JWEObject jwe = new JWEObject(seals.header(), new Payload(json.writeValueAsBytes(new Sealed(grant.jti(),
                    grant.tenant(), grant.provider(), grant.vendorSecret(), grant.details(), grant.visemeModel(),
                    grant.separate(), grant.naturalLipSync(), grant.expiresAt().toEpochMilli()))));
            jwe.encrypt(seals.seals());
            return jwe.serialize();
        } catch (JOSEException | JsonProcessingException e) {
            throw new IllegalStateException("a grant could not be sealed", e);
        }
    }

    /** The grant; or {@code token_invalid}; or, for one of ours that is too old, {@code token_expired}. */
    public Grant open(String token) {
        Sealed sealed = unseal(token);
        Instant expiresAt = Instant.ofEpochMilli(sealed.expiresAtMillis());
        if (!clock.instant().isBefore(expiresAt)) {
            throw new RelayException(RelayError.TOKEN_EXPIRED);
        }
        return new Grant(sealed.jti(), sealed.tenant(), sealed.provider(), sealed.vendorSecret(),
                sealed.details() == null ? Map.of() : sealed.details(), sealed.visemeModel(), sealed.separate(),
                sealed.naturalLipSync(), expiresAt);
    }

    private Sealed unseal(String token) {
        Lock lock = token.length() > MAX_TOKEN_CHARS ? null : ring.get(token.substring(0, Math.max(token.indexOf('.'), 0)));
        if (lock == null || !isCanonical(token)) {
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
        try {
            JWEObject jwe = JWEObject.parse(token);
            jwe.decrypt(lock.opens());
            return json.readValue(jwe.getPayload().toBytes(), Sealed.class);
        } catch (ParseException | JOSEException | IOException | IllegalArgumentException e) {
            // The reason stays here: which check failed is nobody's business, and the message may quote the token.
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
    }

    /** Base64url decoders forgive stray characters and spare bits; one token must have one spelling. */
    private static boolean isCanonical(String token) {
        for (String part : token.split("\\.", -1)) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(part.getBytes(StandardCharsets.UTF_8));
                if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                    return false;
                }
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
        return true;
    }
}
