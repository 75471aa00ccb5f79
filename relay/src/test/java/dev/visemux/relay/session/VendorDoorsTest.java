// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors of each vendor: their paths, what they echo, how they say no. */
class VendorDoorsTest extends AtTheDoor {
    private static final String GEMINI = "//ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=";
    private static final Map<String, String> DOORS = Map.of("openai", URL_DOOR, "gemini", GEMINI,
            "elevenlabs", "/v1/conversation?token=", "vatel", "/v1/connection?token=");
    private static final Map<String, String> AGENT = Map.of("agent_id", "a");

    @TempDir
    private Path folder;

    @Test
    void shouldTakeGeminisPathsAsItsSdksWriteThem() {
        for (String version : List.of("v1", "v1beta", "v1alpha")) {
            for (String call : List.of("?key=", "Constrained?access_token=", "?access_token=", "Constrained?key=")) {
                for (int slashes = 1; slashes < 5; slashes++) {
                    client = connect();
                    send(upgrade("/".repeat(slashes) + "ws/google.ai.generativelanguage." + version
                            + ".GenerativeService.BidiGenerateContent" + call + token("gemini", Map.of())));
                    assertThat(answer()).startsWith("HTTP/1.1 101");
                    assertThat(dialed.getPath()).isEqualTo("/ws/google.ai.generativelanguage." + version + ".GenerativeService.BidiGenerateContent");
                    assertThat(dialed.getQuery()).isEqualTo("key=ek_vendor");
                    client.finishAndReleaseAll();
                }
            }
        }
    }

    @Test
    void shouldTellGeminisSdkByACloseWhatOthersAreTold401For() {
        for (String token : List.of("", "nonsense", "%zz", token("gemini", Map.of()) + "A", token())) {
            client = connect();
            send(upgrade(GEMINI + token));
            assertThat(closeBehindThe101()).isEqualTo("1008 token_invalid");
        }
        assertThat(metrics.value(Counter.TOKENS_REFUSED)).isEqualTo(5);
        assertThat(dialed).isNull();
    }

    @Test
    void shouldTellEveryVendorsClientOfATokenThatIsOldOrUsed() {
        for (String vendor : DOORS.keySet()) {
            String token = token(vendor, AGENT);
            client = connect();
            send(upgrade(DOORS.get(vendor) + token));
            assertThat(answer()).startsWith("HTTP/1.1 101");
            client.finishAndReleaseAll();
            client = connect();
            send(upgrade(DOORS.get(vendor) + token));
            assertThat(closeBehindThe101()).isEqualTo("1008 token_consumed");
            client.finishAndReleaseAll();
            String late = token(vendor, AGENT);
            now = now.plus(Duration.ofMinutes(11));
            client = connect();
            send(upgrade(DOORS.get(vendor) + late));
            assertThat(closeBehindThe101()).isEqualTo("1008 token_expired");
            client.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/realtime/", "/v1%2Frealtime", "/v1/./realtime", "/v1/x/../realtime", "//v1/realtime", "/V1/realtime",
            "/v1/realtime;x", "/v1/realtime%00", "/v1\\realtime", "/v1/conversation/", "/v1/conversation/gemini", "/v1/connection/x", "/connection",
            "/ws/google.ai.generativelanguage.v2.GenerativeService.BidiGenerateContent", "/wsgoogle.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent",
            "/%2Fws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent", "/v1/../ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent",
            "/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent/", "http://relay/v1/realtime", "*", "/"})
    void shouldKnowAPathByItsExactLettersOnly(String path) {
        send(upgrade(path + "?token=" + token()));
        assertThat(answer()).isEmpty();
        assertThat(client.inboundMessages()).as("for the next handler").hasSize(2);
        client.inboundMessages().forEach(ReferenceCountUtil::release);
        client.inboundMessages().clear();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            elevenlabs, convai                          , convai
            elevenlabs, 'bearer.secret, convai'         , convai
            elevenlabs, bearer.secret                   , none
            elevenlabs, Convai                          , none
            elevenlabs, none                            , none
            openai    , 'openai-insecure-api-key.ek_1, realtime', realtime
            openai    , convai                          , none
            gemini    , realtime                        , none
            vatel     , convai                          , none
            """)
    void shouldEchoTheVendorsOwnSubProtocolAndNeverAKey(String vendor, String offered, String echoed) {
        String header = offered == null ? "X-None: x" : "Sec-WebSocket-Protocol: " + offered;
        for (int use = 0; use < 2; use++) { // let in, and turned away
            String token = use == 0 ? token(vendor, AGENT) : expired(vendor);
            client = connect();
            send(upgrade(DOORS.get(vendor) + token, header));
            assertThat(answer()).startsWith("HTTP/1.1 101").doesNotContain("secret", "ek_1");
            assertThat(answer().toLowerCase(Locale.ROOT).contains("sec-websocket-protocol: " + echoed + "\r\n")).isEqualTo(echoed != null);
            client.finishAndReleaseAll();
        }
    }

    private String expired(String vendor) {
        String token = token(vendor, AGENT);
        now = now.plus(Duration.ofHours(1));
        return token;
    }

    @Test
    void shouldTakeKeysInTheQueryWhereTheOperatorAsksForIt() throws IOException {
        String key = openKeyDoor();
        Path file = folder.resolve("tenants.yaml");
        String door = "/v1/conversation/gemini?key=%s&mascot_key=%s&viseme_model=%s";
        expectDialed(door.formatted("AIza%2B1", key, "indonesian"), "key=AIza+1");
        expectDialed(door.formatted("AIza", key, "default").replace("&viseme_model=default", ""), "key=AIza");
        expectDialed(door.formatted("auth_tokens/a1", key, "default"), "access_token=auth_tokens/a1");
        for (String tenantKey : List.of("", "wrong", key + "0", "%zz")) {
            expectFarewell(door.formatted("AIza", tenantKey, "default"), "1008 unauthorized");
        }
        expectFarewell(door.formatted("AIza", key, "klingon"), "1008 invalid_request");
        expectFarewell(door.formatted("", key, "default"), "1008 invalid_request");
        expectFarewell("/v1/conversation/gemini?mascot_key=" + key, "1008 invalid_request");
        String entry = Files.readString(file);
        Files.writeString(file, entry + "  credentials: {gemini: kept}\n");
        expectDialed("/v1/conversation/gemini?mascot_key=" + key, "key=kept");
        Files.writeString(file, entry + "  providers: [openai]\n");
        expectFarewell(door.formatted("AIza", key, "default"), "1008 forbidden");
        Files.writeString(file, entry + "  scopes: [visemes]\n");
        expectFarewell(door.formatted("AIza", key, "default"), "1008 forbidden");
    }

    /** The tenant's key. */
    private String openKeyDoor() throws IOException {
        Path file = folder.resolve("tenants.yaml");
        String key = TenantKeys.create(file, "acme");
        keys = new KeyDoor(providers.named("gemini"), new Tenants(file, providers.names()), Set.of("default", "indonesian"));
        return key;
    }

    private void expectDialed(String target, String query) {
        client = connect();
        send(upgrade(target));
        assertThat(answer()).startsWith("HTTP/1.1 101");
        assertThat(dialed.getQuery()).isEqualTo(query);
        assertThat(dialed.getHost()).isEqualTo("generativelanguage.googleapis.com");
        client.finishAndReleaseAll();
    }

    private void expectFarewell(String target, String close) {
        client = connect();
        send(upgrade(target));
        assertThat(closeBehindThe101()).isEqualTo(close);
        client.finishAndReleaseAll();
    }

    @Test
    void shouldWaitForAnAnswerThatComesLater() {
        List<Consumer<RelayError>> asked = new ArrayList<>();
        singleUse = (_, _, _, verdict) -> asked.add(verdict);
        String token = token();
        for (RelayError verdict : new RelayError[] {null, RelayError.TOKEN_CONSUMED, RelayError.OVERLOADED}) {
            client = connect();
            send(upgrade(URL_DOOR + token));
            assertThat(answer()).isEmpty();
            asked.removeLast().accept(verdict);
            if (verdict == null) {
                assertThat(answer()).startsWith("HTTP/1.1 101");
                assertThat(client.pipeline().names()).hasSize(2);
            } else {
                assertThat(closeBehindThe101()).isEqualTo(verdict.closeCode() + " " + verdict.code());
            }
            client.finishAndReleaseAll();
        }
        client = connect();
        send(upgrade(URL_DOOR + token) + "GET / HTTP/1.1\r\n\r\n");
        asked.removeLast().accept(null);
        assertThat(answer()).as("it spoke before it was answered").startsWith("HTTP/1.1 400");
        client = connect();
        send(upgrade(URL_DOOR + token));
        client.close();
        asked.removeLast().accept(null);
        assertThat(sessions.count()).as("it did not wait").isZero();
    }

    @Test
    void shouldAnswerEveryRequestLine() throws IOException {
        Random random = new Random(12);
        String byKeys = "/v1/conversation/gemini?key=AIza&viseme_model=default&mascot_key=" + openKeyDoor();
        int opened = 0;
        int refused = 0;
        for (int round = 0; round < 4_000; round++) {
            String vendor = List.copyOf(DOORS.keySet()).get(random.nextInt(DOORS.size()));
            String target = round % 5 == 0 ? byKeys : DOORS.get(vendor) + token(vendor, AGENT) + "&source=js_sdk&v=%7B1%7D";
            client = connect();
            send(upgrade(mutate(target, random)).getBytes(StandardCharsets.ISO_8859_1));
            String answer = answer();
            assertThat(answer).satisfiesAnyOf(text -> assertThat(text).isEmpty(), text -> assertThat(text).startsWith("HTTP/1.1 101"),
                    text -> assertThat(text).startsWith("HTTP/1.1 40"), text -> assertThat(text).startsWith("HTTP/1.1 426"));
            client.inboundMessages().forEach(ReferenceCountUtil::release);
            client.inboundMessages().clear();
            client.checkException();
            opened += answer.startsWith("HTTP/1.1 101") ? 1 : 0;
            refused += answer.startsWith("HTTP/1.1 4") ? 1 : 0;
            client.finishAndReleaseAll();
        }
        assertThat(opened).isBetween(500, 3_500);
        assertThat(refused).isBetween(100, 3_500);
    }

    private static String mutate(String target, Random random) {
        StringBuilder mutated = new StringBuilder(target);
        for (int edits = random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(4) == 0 ? random.nextInt(mutated.length()) : mutated.length() - 1 - random.nextInt(Math.min(30, mutated.length()));
            switch (random.nextInt(4)) {
                case 0 -> mutated.setCharAt(at, (char) (33 + random.nextInt(223)));
                case 1 -> mutated.insert(at, "%&=?/+.;#{}|\"\\".charAt(random.nextInt(14)));
                case 2 -> mutated.deleteCharAt(at);
                default -> mutated.insert(at, mutated.substring(Math.max(0, at - 5), at));
            }
        }
        return mutated.toString();
    }
}
