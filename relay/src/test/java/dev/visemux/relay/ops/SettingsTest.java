// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    @TempDir
    private Path folder;

    @Test
    void shouldFindEveryComponentInTheManualAndEveryKeyOfTheManualInTheRecords() {
        List<String> faults = new ArrayList<>();
        Path manual = Settings.home().resolve("config/relay.yaml");
        assertThat(ConfigSource.file(manual, Settings.home(), faults).keySet())
                .containsExactlyElementsOf(SettingKey.ALL.stream().map(SettingKey::path).toList());
        assertThat(faults).isEmpty();
    }

    @Test
    void shouldStateTheDefaultsInTheManual() {
        assertThat(Settings.load(null, Map.of()).config()).isEqualTo(RelayConfig.of(Map.of()));
    }

    /** {@code ./run check-config --reference} prints the page. */
    @Test
    void shouldSayOfEverySettingInTheDocumentationWhatItIs() throws IOException {
        String page = SettingsReference.print();
        assertThat(page).as("deploy/CONFIGURATION.md is what ./run check-config --reference prints")
                .isEqualTo(Files.readString(Settings.home().resolve("deploy/CONFIGURATION.md")));
        assertThat(every().map(SettingKey::path)).allMatch(path -> page.lines()
                .anyMatch(line -> line.matches("\\| `" + Pattern.quote(path) + "` \\| [^ |].{9,}")));
        assertThat(page).contains("| `session.hold` | longest wait of an audio message for its own visemes;",
                " | duration, 0ms to 10s | `50ms` |  |\n", " | refuse, allow_local | `refuse` |  |\n");
        assertThat(page.lines().filter(line -> line.endsWith("| followed |")).map(line -> line.split("`")[1]))
                .containsExactly("public.tls.certificate", "public.tls.key", "tenants.file", "tokens.key_file");
    }

    /** A setting that nobody asks for would be ignored silently. */
    @Test
    void shouldHaveNoSettingThatNobodyReads() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Settings.home().resolve("relay/src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Files.readAllLines(file).stream().filter(line -> !line.contains("@Setting") && !line.strip().startsWith("*"))
                        .forEach(line -> code.append(line).append('\n'));
            }
        }
        assertThat(every().map(key -> key.component().getName()).distinct())
                .allMatch(name -> Pattern.compile("\\b" + name + "\\b").matcher(code).find());
    }

    /** config/logging.xml reads it; it once kept a relay from starting. */
    @Test
    void shouldLeaveTheVariablesOfTheLogAlone() throws IOException {
        assertThat(load("", Map.of("VISEMUX_SESSION_LOG", "OFF"))).isEqualTo(RelayConfig.of(Map.of()));
    }

    @Test
    void shouldReadWhatTheFileSaysAndKeepTheOtherDefaults() throws IOException {
        RelayConfig config = load("""
                public: {port: 0, url: "https://relay.example.com"}
                session: {hold: 5ms}
                upstreams: {openai: {allowed_hosts: [a.example.com, b.example.com]}}
                """, Map.of());
        assertThat(config.publicDoor().port()).isZero();
        assertThat(config.publicDoor().url()).isEqualTo(URI.create("https://relay.example.com"));
        assertThat(config.session().hold()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.session().field()).isEqualTo("mascotVisemes");
        assertThat(config.upstreams().openai().allowedHosts()).containsExactly("a.example.com", "b.example.com");
        assertThat(config.upstreams().openai().url()).hasToString("wss://api.openai.com/v1/realtime");
        assertThat(config.upstreams().vatel().url()).hasToString("https://api.vatel.ai");
    }

    @Test
    void shouldLetTheEnvironmentOverrideEveryKey() throws IOException {
        RelayConfig config = load("public: {port: 1}", Map.of(
                "VISEMUX_PUBLIC_PORT", "2",
                "VISEMUX_UPSTREAMS_OPENAI_URL", "ws://127.0.0.1:9/v1/realtime",
                "VISEMUX_UPSTREAMS_CONNECT_TIMEOUT", "3s",
                "VISEMUX_UPSTREAMS_GEMINI_ALLOWED_HOSTS", "x.example, y.example",
                "VISEMUX_TOKENS_KEYS", "new:" + SECRET,
                "VISEMUX_HOME", "/anywhere", "VISEMUX_LOG_LEVEL", "WARN", "VISEMUX_DSP_PIN", "", "PATH", "/bin"));
        assertThat(config.publicDoor().port()).isEqualTo(2);
        assertThat(config.upstreams().openai().url()).hasToString("ws://127.0.0.1:9/v1/realtime");
        assertThat(config.upstreams().connectTimeout()).hasSeconds(3);
        assertThat(config.upstreams().gemini().allowedHosts()).containsExactly("x.example", "y.example");
        assertThat(config.tokens().keys().getFirst().bytes()).hasSize(32).startsWith(0, 1, 2);
    }

    @Test
    void shouldBeginRelativePathsOfTheFileAtTheHomeAndOfTheEnvironmentHere() throws IOException {
        RelayConfig config = load("tenants: {file: a/b.yaml}", Map.of("VISEMUX_DSP_MODELS", "m"));
        assertThat(config.tenants().file()).isEqualTo(Settings.home().resolve("a/b.yaml"));
        assertThat(config.dsp().models()).isEqualTo(Path.of("m").toAbsolutePath());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public: {prot: 1}                  | public.prot (FILE, line 1): no such key; the nearest is public.port
            sessions: {hold: 50ms}             | sessions.hold (FILE, line 1): no such key; the nearest is session.hold
            public: 8080                       | public (FILE, line 1): no such key
            session: {hold: 50}                | session.hold (FILE, line 1): '50' is not a duration such as 50ms
            session: {hold: 50sec}             | session.hold (FILE, line 1): '50sec' has no unit of time; the units are ms, s, m and h
            session: {hold: 1h}                | session.hold (FILE, line 1): '1h' is above the limit; set a value from 0ms to 10s
            dsp: {ring_bytes: 1024}            | dsp.ring_bytes (FILE, line 1): '1024' is not a size such as
            dsp: {ring_bytes: 3MiB}            | dsp.ring_bytes: is not a power of two; the next one is 4MiB
            dsp: {ring_bytes: 1MiB}            | dsp.stream_bytes: one stream's share must be below dsp.ring_bytes (1MiB)
            dsp: {ring_bytes: 4GiB}            | dsp.ring_bytes (FILE, line 1): '4GiB' is above the limit; set a value from 1MiB to 1GiB
            dsp: {pin: maybe}                  | dsp.pin (FILE, line 1): 'maybe' is none of auto, always, never
            public: {port: 70000}              | public.port (FILE, line 1): '70000' is above the limit; set a value from 0 to 65535
            public: {port: -1}                 | public.port (FILE, line 1): '-1' is not a whole number
            public: {keys_in_query: yes}       | public.keys_in_query (FILE, line 1): 'yes' is neither true nor false
            public: {port: [1]}                | public.port (FILE, line 1): is a list; write one value
            public: {tls: {key: k.pem}}        | public.tls: certificate and key go together
            public: {url: relay.example.com}   | public.url (FILE, line 1): 'relay.example.com' is not an http, https, ws or wss URL
            upstreams: {openai: {url: 'wss://a/?k=v'}} | upstreams.openai.url (FILE, line 1): 'wss://a/?k=v' is not an http
            upstreams: {elevenlabs: {allowed_hosts: [eu.x, "https://eu.x"]}} | upstreams.elevenlabs.allowed_hosts: 'https://eu.x' is no host; write eu.example.com, or eu.example.com:8443
            upstreams: {openai: {allowed_hosts: a}}    | upstreams.openai.allowed_hosts (FILE, line 1): is not a list; write [a, b]
            public: {host: 0.0.0.0}            | public.host: 0.0.0.0 is reached from elsewhere, and without TLS
            public: {host: '::'}               | public.host: :: is reached from elsewhere
            public: {host: relay.example.com, plain_http: false} | public.host: relay.example.com is reached from elsewhere
            session: {field: 'a b'}            | session.field: 'a b' is not a plain name
            declared: {a: {url: 'ws://h/', audio: delta, fromat: x}} | declared.a.fromat (FILE, line 1): no such key; the nearest is declared.a.format
            declared: {a: {audio: delta}}      | declared.a.url: is missing
            declared: {a: {url: 'ws://h/'}}    | declared.a.audio: is missing or no path
            declared: {openai: {url: 'ws://h/', audio: delta}} | declared.openai: is no name for a service
            declared: {a: {url: 'ws://h/', audio: delta, format: mp3}} | declared.a.format: 'mp3' is not supported
            declared: {a: {url: 'ws://h/', audio: delta, auth: x}} | declared.a.auth: is not a header
            declared: {a: {url: 'ws://h/', audio: delta, turn_end: [a b]}} | declared.a.turn_end (FILE, line 1): 'a b' is not path=value
            declared: {a: {url: 'ws://h/', audio: binary, turn: id}} | declared.a.audio: binary frames have no members
            tokens: {keys: ['k:dG9vIHNob3J0']} | tokens.keys (FILE, line 1): is not kid:secret with 32 bytes in base64url
            livekit: {url: 'wss://h', api_key: k} | livekit: url, api_key and api_secret go together; set all or none
            livekit: {api_secret: dG9vIHNob3J0} | livekit: url, api_key and api_secret go together
            livekit: {url: 'wss://h', api_key: k, api_secret: dG9vIHNob3J0} | livekit.api_secret: is shorter than 32 bytes, which HS256 asks for
            redis: {url: 'http://:dG9vIHNob3J0@h'} | redis.url: is not redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS
            redis: {url: 'redis://:dG9vIHNob3J0@h/x'} | redis.url: is not redis://
            redis: {url: 'redis://:dG9vIHNob3J0^@h'} | redis.url: is not redis://
            redis: {when_unavailable: wait}    | redis.when_unavailable (FILE, line 1): 'wait' is none of refuse, allow_local
            {public: {port: 1}, public: {port: 2}} | FILE, line 1: Duplicate field 'public'
            public: {port: 1                   | FILE, line
            just words                         | FILE: is not a mapping of keys to values
            """)
    void shouldNameFieldValueLimitAndRemedy(String yaml, String fault) {
        assertThatThrownBy(() -> load(yaml, Map.of())).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(fault.replace("FILE", folder.resolve("relay.yaml").toString()))
                .message().doesNotContain("dG9vIHNob3J0");
    }

    @Test
    void shouldReadTheServicesThatTheManualShows() throws IOException {
        String manual = Files.readString(Settings.home().resolve("config/relay.yaml"));
        String shown = manual.lines().dropWhile(line -> !line.equals("# declared:")).takeWhile(line -> line.startsWith("# "))
                .map(line -> line.substring(2) + "\n").collect(Collectors.joining());
        RelayConfig config = load(shown, Map.of());
        assertThat(config.declared()).containsOnlyKeys("acme", "bare");
        assertThat(config.declared().get("acme").turnEnd()).hasSize(2);
        assertThat(load(Settings.load(file(), Map.of()).print(), Map.of())).isEqualTo(config);
    }

    @Test
    void shouldNameAnUnknownVariableAndAMissingFile() {
        assertThatThrownBy(() -> load("", Map.of("VISEMUX_PUBLIC_PROT", "1")))
                .hasMessage("VISEMUX_PUBLIC_PROT: no such setting; the nearest is VISEMUX_PUBLIC_PORT");
        assertThatThrownBy(() -> Settings.load(folder.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml: cannot be read");
    }

    @Test
    void shouldReportEveryFaultAtOnce() {
        assertThatThrownBy(() -> load("public:\n  port: x\n  prt: 1\nsession:\n  hold: 1\n", Map.of("VISEMUX_X", "1")))
                .message().hasLineCount(4).contains("line 2", "line 3", "line 5", "VISEMUX_X");
    }

    @Test
    void shouldPrintWhatIsInForceSoThatItCanBeReadAgainWithSecretsMasked() throws IOException {
        Files.writeString(file(), "public: {port: 1}\ntokens: {keys: ['k1:" + SECRET + "']}\n"
                + "livekit: {url: 'wss://h', api_key: k, api_secret: " + SECRET + "}\nredis: {url: 'rediss://u:" + SECRET + "@h:1/2'}");
        String printed = Settings.load(file(), Map.of("VISEMUX_SESSION_HOLD", "1s")).print();
        assertThat(printed).doesNotContain(SECRET)
                .contains("[\"k1:***\"]", "  api_secret: \"***\"  # ", "  port: 1  # " + file() + ", line 1", "  hold: 1s  # VISEMUX_SESSION_HOLD",
                        "  buffer_bytes: 1MiB  # default");
        assertThat(load(printed.replace("url: \"***\"", "url: rediss://u:" + SECRET + "@h:1/2").replace("***", SECRET), Map.of()))
                .isEqualTo(RelayConfig.of(Map.of("public.port", "1", "session.hold", "1s", "tokens.keys", "k1:" + SECRET,
                        "livekit.url", "wss://h", "livekit.api_key", "k", "livekit.api_secret", SECRET, "redis.url", "rediss://u:" + SECRET + "@h:1/2")));
    }

    /** Those of declared services, too. */
    private static Stream<SettingKey> every() {
        return Stream.concat(SettingKey.ALL.stream(), SettingKey.NAMED.stream());
    }

    private RelayConfig load(String yaml, Map<String, String> environment) throws IOException {
        Files.writeString(file(), yaml);
        return Settings.load(file(), environment).config();
    }

    private Path file() {
        return folder.resolve("relay.yaml");
    }
}
