// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.Ledger;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintANewKeyAlone() throws IOException {
        Path file = folder.resolve("tenants.yaml");
        assertThat(run("keys", "create", "acme", "--file", file.toString())).isZero();
        assertThat(out.toString()).matches("[0-9a-f]{64}\\R");
        assertThat(Files.readString(file)).doesNotContain(out.toString().strip());
        assertThat(run("keys", "create", "a b", "--file", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is no tenant name").doesNotContain("Exception");
    }

    @Test
    void shouldListReplaceAndRevokeKeys() throws IOException {
        String file = folder.resolve("tenants.yaml").toString();
        assertThat(run("keys", "list", "--file", file)).isEqualTo(1);
        assertThat(run("keys", "rotate", "acme", "--file", file)).isEqualTo(1);
        assertThat(err.toString()).contains("there is no tenants file").doesNotContain("Exception");
        assertThat(run("keys", "create", "acme", "--expires", "2020-01-31", "--file", file)).isZero();
        assertThat(run("keys", "list", "--file", file)).isZero();
        assertThat(out.toString()).containsPattern("acme +[0-9a-f]{8} +20[0-9-]{8} +2020-01-31T00:00:00Z +expired");
        assertThat(run("keys", "rotate", "acme", "--overlap-hours", "1", "--file", file)).isZero();
        assertThat(out.toString()).matches("[0-9a-f]{64}\\R");
        assertThat(run("keys", "list", "acme", "--file", file)).isZero();
        assertThat(out.toString()).contains("2020-01-31T00:00:00Z", "never");
        String id = out.toString().lines().filter(line -> line.endsWith("expired")).findFirst().orElseThrow().split(" +")[1];
        assertThat(run("keys", "revoke", "acme", id, "--file", file)).isZero();
        assertThat(run("keys", "revoke", "acme", id, "--file", file)).isEqualTo(1);
        assertThat(err.toString()).contains("'acme' has no key whose id begins with '" + id).doesNotContain("Exception");
        assertThat(run("keys", "list", "acme", "--file", file)).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(run("keys", "create", "acme", "--expires", "soon", "--file", file)).isEqualTo(2);
        assertThat(run("keys", "rotate", "acme", "--overlap-hours", "-1", "--file", file)).isEqualTo(1);
    }

    @Test
    void shouldSayWhatIsWrongWithSettingsOrWhatIsInForce() throws IOException {
        assertThat(run("check-config")).isZero();
        assertThat(out.toString()).contains("hold: 50ms  # ", "relay.yaml, line ");
        Path file = Files.writeString(folder.resolve("bad.yaml"), "sesion: {hold: 1}\npublic: {port: x}\n");
        assertThat(run("check-config", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("sesion.hold (" + file + ", line 1): no such key; the nearest is session.hold",
                "public.port (" + file + ", line 2): 'x' is not a whole number").doesNotContain("Exception");
        assertThat(run("relay", "--config", file.toString())).isEqualTo(1);
    }

    @Test
    void shouldAskARunningRelayForASignedUrl() {
        try (LocalRelay relay = LocalRelay.start()) {
            String url = relay.server.publicUrl().toString();
            assertThat(run("sign", "--provider", "openai", "--relay", url + "/", "--key", relay.key, "--secret", "ek_1", "--model", "m")).isZero();
            assertThat(out.toString()).matches(url.replace("http", "ws") + "/v1/openai-realtime/ws\\?token=[A-Za-z0-9._-]+\\R");
            assertThat(run("sign", "--provider", "openai", "--relay", url, "--key", relay.key, "--secret", "ek_1")).isEqualTo(1);
            assertThat(err.toString()).contains("400 config.provider_config.model is missing");
            assertThat(sign(relay, "gemini", "--model", "m")).matches("api_key=[A-Za-z0-9._-]+\\Rbase_url=" + url + "\\R");
            String websocket = url.replace("http", "ws");
            assertThat(sign(relay, "vatel", "--agent", "3f2b8c1e-0000-4000-8000-00000000000a", "--set", "version_id=\"7\"", "--set", "prompt=a = {b}"))
                    .startsWith(websocket + "/v1/connection?token=");
            assertThat(sign(relay, "elevenlabs", "--agent", "agent_1", "--set", "dynamic_variables={\"name\":\"Ann\"}",
                    "--set", "include_conversation_id=true", "--set", "sample_rate=16000")).startsWith(websocket + "/v1/conversation?token=");
            assertThat(sign(relay, "openai", "--model", "m", "--bind-origin", "https://a.example", "--bind-address", "::1"))
                    .startsWith(websocket + "/v1/openai-realtime/ws?token=");
            assertThat(run("sign", "--provider", "openai", "--relay", url, "--key", relay.key, "--secret", "s", "--model", "m",
                    "--bind-address", "home")).isEqualTo(1);
            assertThat(err.toString()).contains("400 config.provider_config.bind.address_prefix is no address or network");
            assertThat(run("sign", "--provider", "vatel", "--relay", url, "--key", relay.key, "--secret", "s", "--agent", "a", "--json")).isEqualTo(1);
            assertThat(err.toString()).contains("400 config.provider_config.agent_id is not a UUID");
        }
        assertThat(run("sign", "--provider", "openai", "--relay", "http://127.0.0.1:1", "--key", "k", "--model", "m")).isEqualTo(1);
        assertThat(err.toString()).contains("was not reached");
    }

    @Test
    void shouldTellWhatTenantsHaveUsed() throws IOException {
        Path ledger = folder.resolve("ledger");
        Path settings = Files.writeString(folder.resolve("relay.yaml"), "ledger: {folder: " + ledger + "}");
        assertThat(run("usage", "--config", settings.toString(), "--from", "2026-02-01", "--to", "2026-02-03")).isZero();
        assertThat(out.toString()).isEqualTo("nothing was used from 2026-02-01 to 2026-02-03\n");
        for (String tenant : List.of("acme", "zeta")) {
            try (Ledger written = Ledger.open(RelayConfig.of(Map.of("ledger.folder", ledger.toString())).ledger(),
                    () -> Instant.parse("2026-02-02T00:00:00Z"), new Metrics())) {
                written.offer(new Increment(new Account(tenant, "openai"), new Usage(1, 43_389_000, 3_599_999, 61_000, 7, 8)));
            }
        }
        assertThat(run("usage", "--config", settings.toString(), "--to", "2026-02-03")).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " "))).containsExactly(
                "day tenant provider sessions session audio speech messages bytes",
                "2026-02-02 acme openai 1 12:03:09 0:59:59 0:01:01 7 8", "2026-02-02 zeta openai 1 12:03:09 0:59:59 0:01:01 7 8",
                "total 2 24:06:18 1:59:59 0:02:02 14 16");
        assertThat(run("usage", "--config", settings.toString(), "--to", "2026-02-03", "--tenant", "zeta", "--json")).isZero();
        assertThat(out.toString()).isEqualTo("{\"from\":\"2026-02-01\",\"to\":\"2026-02-03\",\"usage\":[{\"day\":\"2026-02-02\","
                + "\"tenant\":\"zeta\",\"provider\":\"openai\",\"sessions\":1,\"session_ms\":43389000,\"audio_ms\":3599999,"
                + "\"speech_ms\":61000,\"messages\":7,\"bytes\":8}]}\n");
        assertThat(run("usage", "--config", settings.toString(), "--from", "soon")).isEqualTo(1);
        assertThat(err.toString()).contains("usage: from is not a date such as 2026-11-21");
    }

    @Test
    void shouldHelp() {
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(out.toString()).contains("Usage: ./run " + command);
        }
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("sign")).isEqualTo(2);
    }

    private String sign(LocalRelay relay, String provider, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sign", "--provider", provider, "--relay", relay.server.publicUrl().toString(),
                "--key", relay.key, "--secret", "s"));
        arguments.addAll(List.of(more));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        return out.toString();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
