// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlsTest {
    private static final String OLD = "old:" + "A".repeat(43);
    private static final String NEW = "new:" + "E".repeat(42) + "A";
    private Instant now = Instant.parse("2026-11-21T10:00:00.123Z");
    private final SignedUrls urls = urls(NEW);

    @Test
    void shouldOpenWhatItSealed() {
        Grant grant = grant("ek_secret");
        String token = urls.seal(grant);
        assertThat(urls.open(token)).isEqualTo(grant);
        assertThat(token).matches("[A-Za-z0-9_.-]+").hasSizeLessThan(400).doesNotContain("secret");
        assertThat(new String(Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')))))
                .contains("\"alg\":\"dir\"", "\"enc\":\"A256GCM\"", "\"kid\":\"new\"");
    }

    @Test
    void shouldKeepWhatIsNull() {
        Grant grant = new Grant("j", "acme", "openai", "s", Map.of(), "default", false, null, now.plusSeconds(1));
        assertThat(urls.open(urls.seal(grant))).isEqualTo(grant);
    }

    @Test
    void shouldNeverWriteTheSameTokenTwice() {
        assertThat(urls.seal(grant("s"))).isNotEqualTo(urls.seal(grant("s")));
        assertThat(SignedUrls.newJti()).hasSize(22).isNotEqualTo(SignedUrls.newJti());
    }

    @Test
    void shouldRefuseTokenWithOneBitFlipped() {
        String token = urls.seal(grant("ek_secret"));
        for (int i = 0; i < token.length(); i++) {
            for (int bit = 0; bit < 8; bit++) {
                StringBuilder flipped = new StringBuilder(token);
                flipped.setCharAt(i, (char) (token.charAt(i) ^ 1 << bit));
                assertThat(refusal(flipped.toString())).as("char %d bit %d", i, bit).isEqualTo(RelayError.TOKEN_INVALID);
            }
        }
    }

    @Test
    void shouldRefuseEverySecondSpelling() {
        String token = urls.seal(grant("x"));
        for (String spelling : List.of(token + "=", token + "\n", " " + token, token + ".", token.replace(".", ". "),
                token + "A", token.toUpperCase(java.util.Locale.ROOT), token.replaceFirst("\\.\\.", "."), "." + token)) {
            assertThat(refusal(spelling)).as(spelling).isEqualTo(RelayError.TOKEN_INVALID);
        }
    }

    @Test
    void shouldRefuseGarbageOfEveryLengthWithoutAnyOtherException() {
        Random random = new Random(7);
        String genuine = urls.seal(grant("ek_secret"));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder token = new StringBuilder(genuine);
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(token.length());
                switch (random.nextInt(3)) {
                    case 0 -> token.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
                    case 1 -> token.insert(at, "A.=-\0".charAt(random.nextInt(5)));
                    default -> token.delete(at, Math.min(token.length(), at + 1 + random.nextInt(9)));
                }
            }
            if (!token.toString().equals(genuine)) {
                assertThat(refusal(token.toString())).as(token.toString()).isEqualTo(RelayError.TOKEN_INVALID);
            }
        }
        assertThat(refusal("")).isEqualTo(RelayError.TOKEN_INVALID);
        assertThat(refusal("....")).isEqualTo(RelayError.TOKEN_INVALID);
        assertThat(refusal(genuine + "A".repeat(5000))).isEqualTo(RelayError.TOKEN_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{\"e\":9999999999999,\"a\":\"no network\"}"})
    void shouldRefuseWhatAKeyOfOursSealedAndIsNoGrant(String content) throws JOSEException {
        String token = TokenFuzz.sealed("old", content.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> urls(OLD).open(token)).isInstanceOf(RelayException.class).hasMessage(RelayError.TOKEN_INVALID.sentence());
    }

    @Test
    void shouldTellExpiredFromInvalid() {
        String token = urls.seal(grant("s"));
        now = now.plus(Duration.ofMinutes(10)).plusSeconds(5).minusMillis(1);
        assertThat(urls.open(token).jti()).isEqualTo("jti");
        now = now.plusMillis(1);
        assertThat(refusal(token)).isEqualTo(RelayError.TOKEN_EXPIRED);
    }

    @Test
    void shouldOpenATokenOfARelayWhoseClockIsAheadAsFarAsTheSettingAllows() {
        String token = urls.seal(grant("s"));
        now = now.minusSeconds(5);
        assertThat(urls.open(token).jti()).isEqualTo("jti");
        now = now.minusMillis(1);
        assertThat(refusal(token)).isEqualTo(RelayError.TOKEN_INVALID);
    }

    @Test
    void shouldOpenWithEveryKeyOfTheRingAndSealWithTheFirst() {
        String old = urls(OLD).seal(grant("s"));
        SignedUrls rotated = urls(NEW + "," + OLD);
        assertThat(rotated.open(old).tenant()).isEqualTo("acme");
        assertThat(urls.open(rotated.seal(grant("s"))).tenant()).isEqualTo("acme");
        assertThatThrownBy(() -> urls.open(old)).isInstanceOf(RelayException.class);
    }

    @Test
    void shouldMakeAKeyOfItsOwnWhereNoneIsConfigured() {
        SignedUrls one = urls("");
        String token = one.seal(grant("s"));
        assertThat(one.open(token).vendorSecret()).isEqualTo("s");
        assertThatThrownBy(() -> urls("").open(token)).isInstanceOf(RelayException.class);
    }

    @Test
    void shouldShortenButNeverLengthenTheLifeOfAGrant() {
        assertThat(urls.expiry(null)).isEqualTo(now.plusSeconds(600));
        assertThat(urls.expiry(Duration.ofSeconds(5))).isEqualTo(now.plusSeconds(5));
        assertThat(urls.expiry(Duration.ofHours(5))).isEqualTo(now.plusSeconds(600));
    }

    private RelayError refusal(String token) {
        return catchThrowableOfType(RelayException.class, () -> urls.open(token)).error();
    }

    private Grant grant(String secret) {
        return new Grant("jti", "acme", "openai", secret, Map.of("model", "gpt-realtime"), "default", true, "false", now.plusSeconds(600).minusNanos(now.getNano() % 1_000_000));
    }

    private SignedUrls urls(String keys) {
        return new SignedUrls(RelayConfig.of(Map.of("tokens.keys", keys)).tokens(), () -> now);
    }
}
