// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsTest {
    private static final Set<String> PROVIDERS = Set.of("openai", "gemini", "elevenlabs", "vatel");
    private static final String HASH = "0".repeat(64);

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("deeper/tenants.yaml");
    }

    @Test
    void shouldMakeTenantAndFileWhereMissing() throws IOException {
        String key = TenantKeys.create(file, "acme");
        assertThat(key).matches("[0-9a-f]{64}");
        assertThat(Files.readString(file)).doesNotContain(key).contains(Tenants.hash(key));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        Tenant tenant = new Tenants(file, PROVIDERS).authenticate(key).orElseThrow();
        assertThat(tenant.name()).isEqualTo("acme");
        assertThat(tenant.providers()).isNull();
        assertThat(tenant.scopes()).isNull();
        assertThat(new Tenants(file, PROVIDERS).authenticate(key + "0")).isEmpty();
    }

    @Test
    void shouldNoticeNewKeysAndAFileThatAppears() throws IOException {
        Tenants tenants = new Tenants(file, PROVIDERS);
        assertThat(tenants.authenticate("x")).isEmpty();
        for (String name : List.of("acme", "acme", "umbrella")) {
            assertThat(tenants.authenticate(TenantKeys.create(file, name))).get().hasToString(name);
        }
        Files.delete(file);
        assertThat(tenants.authenticate("x")).isEmpty();
    }

    @Test
    void shouldKeepTheTenantsWhenTheFileBreaks() throws IOException {
        String key = TenantKeys.create(file, "acme");
        Tenants tenants = new Tenants(file, PROVIDERS);
        Files.writeString(file, "acme: {keys: nonsense");
        assertThat(tenants.authenticate(key)).isPresent();
        Files.writeString(file, "acme: {keys: []}");
        assertThat(tenants.authenticate(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "acme:\n  # why\n  keys:\n    # first\n    - {sha256: HASH}   # last\n  providers: [openai]\n# end\n",
        "acme:\n  keys:\n  - sha256: HASH\n    created: 2026-01-01\n  providers: [openai]\n",
        "acme: {providers: [openai], keys: [{sha256: HASH}]}   # flow\n",
        "acme: {keys: [], providers: [openai]}",
        "acme:\n  providers: [openai]\n\n# tail",
        "acme: {providers: [openai]}\n",
        "# only\nother: {keys: [{sha256: HASH}]}\nacme:\n  scopes: [sign, visemes]\n  providers: [openai]"})
    void shouldWriteTheHashWhereItBelongsAndKeepTheRest(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text.replace("HASH", HASH));
        Tenant tenant = new Tenants(file, PROVIDERS).authenticate(TenantKeys.create(file, "acme")).orElseThrow();
        assertThat(tenant.providers()).containsExactly("openai");
        String after = Files.readString(file);
        text.replace("HASH", HASH).lines().filter(line -> line.contains("#")).forEach(
                line -> assertThat(after).contains(line.substring(line.indexOf('#'))));
        assertThat(TenantsFile.parse(after, PROVIDERS, UnaryOperator.identity()).keys()).hasSize(text.contains("HASH") ? 2 : 1);
    }

    @Test
    void shouldLoseNoKeyOfWritersAtTheSameTime() throws Exception {
        try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
            List<Callable<String>> calls = IntStream.range(0, 12)
                    .mapToObj(i -> (Callable<String>) () -> TenantKeys.create(file, "t" + i % 3)).toList();
            List<Future<String>> keys = writers.invokeAll(calls);
            Tenants tenants = new Tenants(file, PROVIDERS);
            for (Future<String> key : keys) {
                assertThat(tenants.authenticate(key.get())).isPresent();
            }
        }
    }

    @Test
    void shouldRefuseTenantNamesThatWouldBreakTheFile() {
        for (String name : List.of("", "a b", "a:", "../x", "-x", "a\nb", "x".repeat(65))) {
            assertThatThrownBy(() -> TenantKeys.create(file, name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme:", "acme: {kyes: []}", "acme: {providers: [opneai]}", "acme: {scopes: [sessions]}", "acme: {keys: [{sha256: HASH, expires: soon}]}", "acme: {enabled: perhaps}", "acme: {limits: {signs_per_minute: 0}}", "acme: {limits: {signs: 1}}", "acme: {limits: {session_minutes: -1}}", "acme: {origins: [app.acme.example]}", "acme: {origins: ['https://app.acme.example/']}",
        "acme: {origins: ['https://App.acme.example']}", "acme: {origins: [null]}", "acme: {providers: [null]}", "acme: {scopes: [~]}",
        "acme: {credentials: {opneai: sk-secret}}", "acme: {credentials: [sk-secret]}", "acme: {keys: [{sha256: ABC}]}",
        "acme: {keys: [{sha256: HASH}, {sha256: HASH}]}", "a b: {}", "- acme", "acme: {}\nacme: {}"})
    void shouldRefuseWhatIsNotAsInTheExampleWithoutQuotingSecrets(String text) {
        assertThatThrownBy(() -> TenantsFile.parse(text.replace("HASH", HASH), PROVIDERS, UnaryOperator.identity()))
                .isInstanceOf(IllegalArgumentException.class).message().doesNotContain("sk-secret");
    }

    @Test
    void shouldRefuseKeysFromTheMomentThatTheyExpire() throws IOException {
        Instant end = Instant.parse("2027-01-31T00:00:00Z");
        String key = TenantKeys.create(file, "acme", end);
        Instant[] now = {end.minusMillis(1)};
        Tenants tenants = new Tenants(file, PROVIDERS, _ -> null, () -> now[0]);
        assertThat(tenants.authenticate(key)).isPresent();
        now[0] = end;
        assertThat(tenants.authenticate(key)).isEmpty();
        assertThat(tenants.isTenantKey(key)).isTrue();
        assertThat(tenants.isTenantKey("another")).isFalse();
        Files.writeString(file, Files.readString(file).replace("2027-01-31T00:00:00Z", "2027-02-01"));
        assertThat(tenants.authenticate(key)).isPresent();
    }

    @Test
    void shouldRefuseADisabledTenantWhateverItAsksFor() throws IOException {
        String key = TenantKeys.create(file, "acme");
        Files.writeString(file, Files.readString(file) + "  enabled: false\n");
        Tenant tenant = new Tenants(file, PROVIDERS).authenticate(key).orElseThrow();
        assertThatThrownBy(() -> tenant.demandScope(Tenant.VISEMES)).hasMessage("The tenant is disabled");
    }

    @Test
    void shouldFollowReferencesToCredentials() throws IOException {
        String key = TenantKeys.create(file, "acme");
        Files.writeString(file, Files.readString(file) + "  credentials: {openai: '${ACME}', vatel: file:vatel, gemini: AIza}\n");
        Files.writeString(file.resolveSibling("vatel"), "vk-1\n");
        Tenant tenant = new Tenants(file, PROVIDERS, Map.of("ACME", "sk-1")::get, Instant::now).authenticate(key).orElseThrow();
        assertThat(tenant.credentials()).isEqualTo(Map.of("openai", "sk-1", "vatel", "vk-1", "gemini", "AIza"));
        assertThat(TenantKeys.create(file, "acme")).isNotEmpty();
        assertThat(Files.readString(file)).contains("openai: '${ACME}', vatel: file:vatel");
    }

    @Test
    void shouldLookAtCredentialsAgainWhenTold() throws IOException {
        String key = TenantKeys.create(file, "acme");
        Files.writeString(file, Files.readString(file) + "  credentials: {vatel: file:vatel}\n");
        Path credential = Files.writeString(file.resolveSibling("vatel"), "vk-1");
        Tenants tenants = new Tenants(file, PROVIDERS);
        Files.writeString(credential, "vk-2");
        assertThat(tenants.authenticate(key).orElseThrow().credentials()).containsValue("vk-1");
        tenants.reload();
        assertThat(tenants.authenticate(key).orElseThrow().credentials()).containsValue("vk-2");
        Files.delete(credential);
        tenants.reload();
        assertThat(tenants.authenticate(key).orElseThrow().credentials()).as("a broken file changes nothing").containsValue("vk-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${NOBODY}", "file:missing", "file:vatel", "file:.", "two words"})
    void shouldKeepTheTenantsWhereAReferenceLeadsNowhere(String reference) throws IOException {
        String key = TenantKeys.create(file, "acme");
        Files.writeString(file.resolveSibling("vatel"), "secret\u0007");
        Tenants tenants = new Tenants(file, PROVIDERS, _ -> null, Instant::now);
        Files.writeString(file, "acme: {credentials: {openai: '" + reference + "'}}");
        assertThat(tenants.authenticate(key)).isPresent();
        Credentials credentials = new Credentials(file.getParent(), _ -> null);
        assertThatThrownBy(() -> TenantsFile.parse(Files.readString(file), PROVIDERS, credentials::resolve))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("acme.credentials.openai ")
                .message().doesNotContain("secret", "two words");
    }
}
