// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Network;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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

    /** What is sealed; short names, for a token travels in URLs. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    private record Sealed(@JsonProperty("j") String jti, @JsonProperty("t") String tenant,
            @JsonProperty("p") String provider, @JsonProperty("s") String vendorSecret,
            @JsonProperty("d") Map<String, String> details, @JsonProperty("v") String visemeModel,
            @JsonProperty("x") boolean separate, @JsonProperty("n") String naturalLipSync,
            @JsonProperty("e") long expiresAtMillis, @JsonProperty("i") long sealedAtMillis,
            @JsonProperty("o") String origin, @JsonProperty("a") String network) {
        Sealed {
            if (network != null) {
                Network.parse(network); // throws where it is none
            }
        }

        Binding binding() {
            return new Binding(origin, network == null ? null : Network.parse(network));
        }

        @Override
        public String toString() {
            return "Sealed[" + jti + "]";
        }
    }

    private final Supplier<KeyRing> ring;
    private final Runnable reload;
    private final Duration ttl;
    private final Duration clockSkew;
    private final InstantSource clock;

    public SignedUrls(RelayConfig.Tokens tokens, InstantSource clock) {
        ttl = tokens.ttl();
        clockSkew = tokens.clockSkew();
        this.clock = clock;
        if (tokens.keyFile() == null) {
            KeyRing fixed = tokens.keys().isEmpty() ? randomRing() : KeyRing.of(tokens.keys());
            ring = () -> fixed;
            reload = () -> { };
        } else {
            WatchedFile<KeyRing> file = new WatchedFile<>(tokens.keyFile(), null, before -> read(tokens.keyFile(), before));
            ring = file::current;
            reload = file::reload;
        }
        warmUp();
    }

    /** The first use of a cipher takes 100 ms: now, not on an event loop. */
    private void warmUp() {
        unseal(seal(new Grant("", "", "", "", Map.of(), "", false, null, Instant.EPOCH)));
    }

    private static KeyRing randomRing() {
        log.warn("no tokens.keys set: signed URLs are sealed with a random key and end with this process");
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(32));
        return KeyRing.of(List.of(new RelayConfig.Tokens.Key("random", secret)));
    }

    /** A file that is broken leaves the keys as they were; at the start, where there are none, it is told and ends it. */
    private static KeyRing read(Path file, KeyRing before) {
        try {
            KeyRing ring = KeyRing.parse(Files.readString(file));
            log.info("tokens.key_file {}: {} seals, of {}", file, ring.first().header().getKeyID(), ring.kids());
            return ring;
        } catch (IOException | IllegalArgumentException e) {
            String fault = e instanceof IOException ? "cannot be read (" + e.getClass().getSimpleName() + ")" : e.getMessage();
            if (before == null) {
                throw new ConfigException(List.of("tokens.key_file: " + file + ": " + fault));
            }
            log.error("tokens.key_file {} cannot be used, the keys stay as they were: {}", file, fault);
            return before;
        }
    }

    /** Reads the key file again, where there is one. */
    public void reload() {
        reload.run();
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
        KeyRing.Lock lock = ring.get().first();
        try {
            JWEObject jwe = new JWEObject(lock.header(), new Payload(json.writeValueAsBytes(sealed(grant))));
            jwe.encrypt(lock.seals());
            return jwe.serialize();
        } catch (JOSEException | JsonProcessingException e) {
            throw new IllegalStateException("a grant could not be sealed", e);
        }
    }

    private Sealed sealed(Grant grant) {
        Binding binding = grant.binding();
        return new Sealed(grant.jti(), grant.tenant(), grant.provider(), grant.vendorSecret(), grant.details(),
                grant.visemeModel(), grant.separate(), grant.naturalLipSync(), grant.expiresAt().toEpochMilli(), clock.millis(),
                binding.origin(), binding.network() == null ? null : binding.network().toString());
    }

    /**
     * The grant; or {@code token_invalid}; or, for one of ours that is too old, {@code token_expired}. Another relay may have
     * sealed it, whose clock is up to {@code tokens.clock_skew} ahead or behind.
     */
    public Grant open(String token) {
        Sealed sealed = unseal(token);
        Instant expiresAt = Instant.ofEpochMilli(sealed.expiresAtMillis());
        Instant now = clock.instant();
        if (!now.minus(clockSkew).isBefore(expiresAt)) {
            throw new RelayException(RelayError.TOKEN_EXPIRED);
        }
        if (now.plus(clockSkew).isBefore(Instant.ofEpochMilli(sealed.sealedAtMillis()))) {
            log.warn("a token was sealed {} ms in the future: the clocks of the relays differ by more than tokens.clock_skew",
                    sealed.sealedAtMillis() - now.toEpochMilli());
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
        return new Grant(sealed.jti(), sealed.tenant(), sealed.provider(), sealed.vendorSecret(),
                sealed.details() == null ? Map.of() : sealed.details(), sealed.visemeModel(), sealed.separate(),
                sealed.naturalLipSync(), expiresAt, sealed.binding());
    }

    private Sealed unseal(String token) {
        String header = token.substring(0, Math.max(token.indexOf('.'), 0));
        KeyRing.Lock lock = token.length() > MAX_TOKEN_CHARS ? null : ring.get().locks().get(header);
        if (lock == null || !isCanonical(token)) {
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
        try {
            JWEObject jwe = JWEObject.parse(token);
            jwe.decrypt(lock.opens());
            Sealed sealed = json.readValue(jwe.getPayload().toBytes(), Sealed.class);
            if (sealed != null) { // as "null" is
                return sealed;
            }
        } catch (ParseException | JOSEException | IOException | IllegalArgumentException _) {
            // The reason stays here: which check failed is nobody's business, and the message may quote the token.
        }
        throw new RelayException(RelayError.TOKEN_INVALID);
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
