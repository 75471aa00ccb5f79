// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * Any bytes behind the first as a token ({@code t}), as what a key of ours has sealed ({@code s}), or as edits of a token of
 * ours ({@code e}): a grant, or a refusal that says nothing of the token. An edited token opens nothing. Or as a file of keys
 * ({@code k}): a ring, or a refusal.
 */
public final class TokenFuzz {
    private static final byte[] KEY = new byte[32];
    private static final String RING = "k1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(KEY);
    private static final SignedUrls URLS = new SignedUrls(
            RelayConfig.of(Map.of("tokens.keys", RING, "tokens.clock_skew", "0s")).tokens(), () -> Instant.EPOCH);
    private static final Grant GRANT = new Grant("jti", "acme", "openai", "ek", Map.of("model", "gpt-realtime"), "default", false,
            null, Instant.EPOCH.plusSeconds(60));
    private static final String TOKEN = URLS.seal(GRANT);

    private TokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws JOSEException {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0]) {
            case 's' -> open(sealed("k1", rest), new String(rest, StandardCharsets.ISO_8859_1));
            case 'e' -> edited(rest);
            case 'k' -> ring(new String(rest, StandardCharsets.UTF_8));
            default -> open(new String(rest, StandardCharsets.UTF_8), null);
        }
    }

    /** By the key of 32 zeros. */
    static String sealed(String kid, byte[] content) throws JOSEException {
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(kid).build();
        JWEObject jwe = new JWEObject(header, new Payload(content));
        jwe.encrypt(new DirectEncrypter(KEY));
        return jwe.serialize();
    }

    private static void ring(String keyFile) {
        try {
            KeyRing.parse(keyFile);
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("no reason", e);
            }
        }
    }

    /** Pairs of a place and a character: another token than the sealed one opens nothing. */
    private static void edited(byte[] edits) {
        StringBuilder token = new StringBuilder(TOKEN);
        for (int i = 0; i + 2 < edits.length; i += 3) {
            int at = ((edits[i] & 0xFF) << 8 | edits[i + 1] & 0xFF) % token.length();
            if (edits[i + 2] < 0) {
                token.insert(at, (char) (edits[i + 2] & 0x7F));
            } else {
                token.setCharAt(at, (char) edits[i + 2]);
            }
        }
        Grant opened = open(token.toString(), null);
        if ((opened != null) != TOKEN.contentEquals(token) || opened != null && !opened.equals(GRANT)) {
            throw new AssertionError("opened " + token);
        }
    }

    private static Grant open(String token, String secret) {
        try {
            Grant grant = URLS.open(token);
            if (!grant.expiresAt().isAfter(Instant.EPOCH)) {
                throw new AssertionError("a grant that has ended");
            }
            return grant;
        } catch (RelayException e) {
            boolean known = e.error() == RelayError.TOKEN_INVALID || e.error() == RelayError.TOKEN_EXPIRED;
            if (!known || !e.getMessage().equals(e.error().sentence())) {
                throw new AssertionError("refused with " + e.error() + (secret == null ? "" : " of " + secret), e);
            }
            return null;
        }
    }
}
