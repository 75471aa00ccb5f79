// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TenantKeysTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

    /** Two keys of acme, A before B, and one of another tenant, in every style that YAML has for them. */
    static final List<String> STYLES = List.of(
            "acme:\n  # why 😀\n  keys:\n    # first\n    - {sha256: A}   # one\n    # second\n    - {sha256: B, created: x}\n"
                    + "  providers: [openai]\nother:\n  keys:\n  - sha256: C\n# end\n",
            "other: {keys: [{sha256: C}]}   # three\nacme:\n  enabled: true\n  keys:\n  - sha256: A\n    created: 2026-01-01\n"
                    + "  - created: 2026-01-02\n    sha256: \"B\"\n    # after\n\n  scopes: [sign]",
            "acme: {providers: [openai], keys: [ {sha256: A, expires: '2030-01-01'} , {sha256: B} ]}\nother: {keys: [{sha256: C}]}",
            "acme:\n  keys: [\n    {sha256: A, expires: 2030-01-01},   # one\n    {sha256: B},\n  ]\nother: {keys: [{sha256: C}]}\n",
            "acme:\n  keys:\n    - sha256: A\n\n    -   expires: 2030-01-01   # kept\n        sha256: B\nother: {keys: [{sha256: C}]}\n");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("STYLES")
    void shouldRevokeOneKeyAfterTheOtherAndMakeTheNext(String style) throws IOException {
        Path file = write(style);
        List<TenantKey> before = TenantKeys.list(file);
        TenantKeys.revoke(file, "acme", B.substring(0, 8));
        assertThat(TenantKeys.list(file)).isEqualTo(before.stream().filter(key -> !key.sha256().equals(B)).toList());
        TenantKeys.revoke(file, "acme", A);
        assertThat(TenantKeys.list(file)).extracting(TenantKey::sha256).containsExactly(C);
        String key = TenantKeys.create(file, "acme");
        assertThat(TenantKeys.list(file)).extracting(TenantKey::sha256).containsExactlyInAnyOrder(Tenants.hash(key), C);
        assertThat(comments(file)).containsAll(style.lines().filter(line -> line.strip().startsWith("#")).map(String::strip).toList());
    }

    @ParameterizedTest
    @FieldSource("STYLES")
    void shouldHaveTheOldKeysExpireAfterTheOverlap(String style) throws IOException {
        Path file = write(style);
        String key = TenantKeys.rotate(file, "acme", null, Duration.ofHours(24), NOW);
        assertThat(TenantKeys.list(file)).filteredOn(known -> known.expires() != null)
                .extracting(TenantKey::sha256).containsExactlyInAnyOrder(A, B);
        assertThat(TenantKeys.list(file)).filteredOn(known -> List.of(A, B).contains(known.sha256()))
                .extracting(TenantKey::expires).containsOnly(Instant.parse("2026-11-22T10:00:00Z"));
        assertThat(TenantKeys.list(file)).extracting(TenantKey::sha256).contains(Tenants.hash(key));
        assertThat(comments(file)).containsAll(style.lines().filter(line -> line.contains("#"))
                .map(line -> line.substring(line.indexOf('#'))).toList());
        TenantKeys.rotate(file, "acme", Tenants.hash(key), Duration.ZERO, NOW);
        assertThat(TenantKeys.list(file)).filteredOn(known -> known.hasExpired(NOW)).extracting(TenantKey::sha256)
                .containsExactly(Tenants.hash(key));
    }

    @Test
    void shouldNotLengthenTheLifeOfAKeyThatEndsSooner() throws IOException {
        Path file = write("acme: {keys: [{sha256: A, expires: 2026-11-21T11:00:00Z}]}");
        TenantKeys.rotate(file, "acme", null, Duration.ofHours(24), NOW);
        assertThat(TenantKeys.list(file)).extracting(TenantKey::expires).contains(Instant.parse("2026-11-21T11:00:00Z"));
    }

    @Test
    void shouldChangeNothingWhereItCannotBeSureOfTheKey() throws IOException {
        Path file = write(STYLES.getFirst());
        String before = Files.readString(file);
        for (String id : List.of("", "d", C.substring(0, 8))) {
            assertThatThrownBy(() -> TenantKeys.revoke(file, "acme", id)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keys list acme shows them");
        }
        assertThatThrownBy(() -> TenantKeys.rotate(file, "nobody", null, Duration.ZERO, NOW)).hasMessageContaining("no key of 'nobody'");
        assertThat(Files.readString(file)).isEqualTo(before);
        Path anchored = write("acme: {keys: &all [{sha256: A}, {sha256: B}], providers: [openai]}\nother: {providers: [A]}");
        TenantKeys.revoke(anchored, "acme", A);
        assertThat(TenantKeys.list(anchored)).extracting(TenantKey::sha256).containsExactly(B);
        assertThat(folder.resolve("tenants.yaml.new")).doesNotExist();
    }

    private List<String> comments(Path file) throws IOException {
        return Files.readString(file).lines().filter(line -> line.contains("#")).map(line -> line.substring(line.indexOf('#')).strip()).toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("tenants.yaml"),
                text.replaceAll("\\bA\\b", A).replaceAll("\\bB\\b", B).replaceAll("\\bC\\b", C));
    }
}
