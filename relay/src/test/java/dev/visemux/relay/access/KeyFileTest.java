// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are rotated in a file while relays run. */
class KeyFileTest {
    private static final String SECRET = "s3cr3tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String OLD = "old:" + SECRET;
    private static final String NEW = "new:" + "E".repeat(42) + "A";

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("keys"), "# since spring\n\n" + OLD + "\n");
    }

    @Test
    void shouldRotateWithoutRefusingAnyToken() throws IOException {
        SignedUrls one = urls();
        SignedUrls two = urls();
        String old = one.seal(grant());
        replace(OLD + "\n" + NEW); // every relay learns it
        assertThat(two.open(old).jti()).isEqualTo("j");
        replace(NEW + "\n" + OLD);
        String fresh = one.seal(grant());
        assertThat(two.open(fresh).jti()).isEqualTo("j");
        assertThat(two.open(old).jti()).isEqualTo("j");
        replace(NEW);
        assertThat(one.open(fresh).jti()).isEqualTo("j");
        assertThat(catchThrowableOfType(RelayException.class, () -> one.open(old)).error()).isEqualTo(RelayError.TOKEN_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "new", "new:short", ":" + SECRET, OLD + "\nnew:" + SECRET + "x", OLD + "\n" + OLD, "gone"})
    void shouldKeepItsKeysWhereTheFileIsBrokenAndNotStartWithSuchAFile(String text) throws IOException {
        SignedUrls urls = urls();
        String token = urls.seal(grant());
        if (text.equals("gone")) {
            Files.delete(file);
        } else {
            replace(text);
        }
        assertThat(urls.open(token).jti()).isEqualTo("j");
        urls.reload();
        assertThat(urls.open(urls.seal(grant())).jti()).isEqualTo("j");
        assertThatThrownBy(this::urls).isInstanceOf(ConfigException.class).hasMessageStartingWith("tokens.key_file: " + file)
                .message().doesNotContain("s3cr3t", "short");
    }

    @Test
    void shouldTakeKeysFromOnePlaceOnly() {
        assertThatThrownBy(() -> RelayConfig.of(Map.of("tokens.keys", OLD, "tokens.key_file", file.toString())))
                .hasMessageContaining("tokens.keys, tokens.key_file: the keys stand in one place or the other");
    }

    @Test
    void shouldNeverPrintASecret() {
        assertThat(KeyRing.parse(OLD).toString()).isEqualTo("KeyRing[old]");
    }

    /** As `mv` does, so that no reader sees half of it. */
    private void replace(String text) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private SignedUrls urls() {
        return new SignedUrls(RelayConfig.of(Map.of("tokens.key_file", file.toString())).tokens(), InstantSource.system());
    }

    private static Grant grant() {
        return new Grant("j", "acme", "openai", "s", Map.of(), "default", false, null, InstantSource.system().instant().plusSeconds(60));
    }
}
