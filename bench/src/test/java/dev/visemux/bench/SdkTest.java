// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vendor's real SDK, unmodified, through the relay: what it sees is told by src/test/sdk/openai.mjs. */
@ExtendWith(SharedRig.class)
class SdkTest {
    private static final Path SDK = Path.of(System.getProperty("visemux.home"), "bench/src/test/sdk");
    private static final List<String> BROWSER = List.of("--experimental-websocket", "--conditions=browser");

    private final Rig rig;

    SdkTest(Rig rig) {
        this.rig = rig;
    }

    @BeforeAll
    static void install() throws Exception {
        if (!Files.isDirectory(SDK.resolve("node_modules"))) {
            run("npm", "ci", "--silent");
        }
    }

    @ParameterizedTest
    @CsvSource({"url, false", "socket, false", "url, true", "socket, true"})
    void shouldDeliverAudioAndVisemes(String form, boolean inBrowser) throws Exception {
        JsonNode signed = rig.tenant().signed();
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(inBrowser ? BROWSER : List.of());
        command.addAll(form.equals("url")
                ? List.of("openai.mjs", "url", signed.path("url").asText(), signed.path("api_key").asText())
                : List.of("openai.mjs", "socket", signed.path("signed_url").asText()));

        JsonNode seen = new ObjectMapper().readTree(run(command.toArray(String[]::new)));

        byte[] spoken = Speech.builtIn().getFirst().pcm();
        int chunks = (spoken.length + 4799) / 4800;
        assertThat(seen.path("failure").isMissingNode()).as("%s", seen).isTrue();
        assertThat(seen.path("connected").asBoolean()).isTrue();
        assertThat(seen.path("audioEvents").asInt()).isEqualTo(chunks);
        assertThat(seen.path("audioSha256").asText()).isEqualTo(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spoken)));
        assertThat(seen.path("injected")).hasSize(chunks + 1) // and the end of the turn
                .allMatch(field -> field.path("visemes").isArray());
        assertThat(seen.path("injected").path(chunks).path("visemes"))
                .hasToString("[{\"visemeId\":0,\"offset\":0}]");
        assertThat(seen.path("errors")).isEmpty();
        assertThat(seen.path("warnings")).isEmpty();
        assertThat(seen.path("closeClean").asBoolean(form.equals("url"))).isTrue(); // there the SDK owns the socket
        assertThat(rig.session().closed().get(5, TimeUnit.SECONDS).code()).isEqualTo(1005); // the SDK gives no code
    }

    /** What it wrote to standard output. */
    private static String run(String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("visemux-sdk", ".log");
        Process process;
        try {
            process = new ProcessBuilder(command).directory(SDK.toFile()).redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw new AssertionError(command[0] + " is missing: the SDK tests need Node 20 or newer with npm", e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s%n%s%n%s", String.join(" ", command), output, Files.readString(errors)).isZero();
        Files.delete(errors);
        return output;
    }
}
