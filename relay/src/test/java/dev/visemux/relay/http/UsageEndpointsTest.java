// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.Ledger;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class UsageEndpointsTest {
    @TempDir
    private static Path folder;
    private static LocalRelay relay;
    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() {
        write("2026-01-31T23:59:59.999Z", new Account("acme", "openai"), 100);
        write("2026-02-01T00:00:00Z", new Account("acme", "openai"), 10);
        write("2026-02-01T12:00:00Z", new Account("acme", "gemini"), 2);
        write("2026-02-01T12:00:00Z", new Account("acme", "openai"), 3);
        write("2026-02-01T12:00:00Z", new Account("rival", "openai"), 1_000);
        relay = LocalRelay.start("ledger.folder", folder.toString());
    }

    private static void write(String at, Account account, long amount) {
        try (Ledger ledger = Ledger.open(RelayConfig.of(Map.of("ledger.folder", folder.toString())).ledger(), () -> Instant.parse(at),
                new Metrics())) {
            ledger.offer(new Increment(account, new Usage(amount, amount, amount, amount, amount, amount)));
        }
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void shouldTellATenantsOwnUseByDayAndProvider() throws Exception {
        HttpResponse<String> answer = relay.send(relay.to("/v1/usage?from=2026-01-01&to=2026-02-28"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"tenant\":\"acme\",\"from\":\"2026-01-01\",\"to\":\"2026-02-28\",\"covers\":\"this_relay\",\"usage\":["
                + row("2026-01-31", "openai", 100) + "," + row("2026-02-01", "gemini", 2) + "," + row("2026-02-01", "openai", 13) + "]}");
        assertThat(relay.send(relay.to("/v1/usage?from=2026-02-01&to=2026-02-01")).body()).doesNotContain("2026-01-31").contains("gemini");
        assertThat(relay.send(relay.to("/v1/usage?to=2026-02-03")).body()).contains("\"from\":\"2026-02-01\"", "gemini");
        assertThat(relay.send(relay.to("/v1/usage?from=2026-02-02&to=2026-02-03")).body()).endsWith("\"usage\":[]}");
    }

    private static String row(String day, String provider, long amount) {
        return "{\"day\":\"D\",\"provider\":\"P\",\"sessions\":A,\"session_ms\":A,\"audio_ms\":A,\"speech_ms\":A,\"messages\":A,\"bytes\":A}"
                .replace("D", day).replace("P", provider).replace("A", "" + amount);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from=yesterday                    | from is not a date such as 2026-11-21
            from=2026-02-30                   | from is not a date such as 2026-11-21
            to=                               | to is not a date such as 2026-11-21
            from=2026-02-02&to=2026-02-01     | from (2026-02-02) is after to (2026-02-01)
            from=2026-01-01&to=2027-02-05     | from 2026-01-01 to 2027-02-05 is longer than 400 days; ask for less at a time
            from=2026-02-01&from=2026-02-02   | from is given more than once
            from=-999999999-01-01&to=2026-01-01 | from -999999999-01-01 to 2026-01-01 is longer than 400 days
            """)
    void shouldSayWhatIsWrongWithAPeriod(String query, String fault) throws Exception {
        HttpResponse<String> answer = relay.send(relay.to("/v1/usage?" + query));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).get("error").textValue()).startsWith(fault);
        assertThat(json.readTree(answer.body()).get("code").textValue()).isEqualTo("invalid_request");
    }

    @Test
    void shouldKeepOutWhoHasNoKeyOrNotTheScope() throws Exception {
        URI uri = URI.create(relay.server.publicUrl() + "/v1/usage");
        assertThat(relay.send(HttpRequest.newBuilder(uri)).statusCode()).isEqualTo(401);
        try (LocalRelay strict = LocalRelay.start()) {
            Files.writeString(strict.tenants, Files.readString(strict.tenants) + "  scopes: [visemes]\n");
            HttpResponse<String> answer = strict.send(strict.to("/v1/usage"));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("The tenant lacks the scope usage");
        }
    }

    @Test
    void shouldCountRecordedSpeechAsItsTimelineDoes() throws Exception {
        byte[] pcm = Sound.pcm();
        try (LocalRelay own = LocalRelay.start()) {
            JsonNode timeline = json.readTree(own.send(own.to("/v1/visemes").header("Content-Type", "audio/l16;rate=16000")
                    .header("Accept", "application/json").POST(BodyPublishers.ofByteArray(pcm))).body());
            own.post("/v1/visemes", "audio/wav", Sound.wav(pcm));
            own.post("/v1/visemes", VisemeEndpointsTest.json(pcm, ""));
            JsonNode row = awaitRow(own, found -> found.get("sessions").longValue() == 3
                    && found.get("speech_ms").longValue() >= 3 * timeline.get("speechMs").longValue());
            assertThat(row.get("provider").textValue()).isEqualTo("recorded");
            assertThat(row.get("day").textValue()).isIn(List.of(today().toString(), today().minusDays(1).toString()));
            assertThat(row.get("audio_ms").longValue()).isEqualTo(3 * timeline.get("durationMs").longValue());
            assertThat(row.get("speech_ms").longValue()).isEqualTo(3 * timeline.get("speechMs").longValue()).isPositive();
            assertThat(row.get("bytes").longValue()).isEqualTo(3L * pcm.length);
            assertThat(row.get("session_ms").longValue() + row.get("messages").longValue()).isZero();
        }
    }

    private JsonNode awaitSessions(LocalRelay asked, long sessions) throws Exception {
        return awaitRow(asked, row -> row.get("sessions").longValue() == sessions);
    }

    /** What is counted is told in steps, the speech of a recording behind its beginning. */
    private JsonNode awaitRow(LocalRelay asked, Predicate<JsonNode> isWhole) throws Exception {
        while (true) {
            JsonNode rows = json.readTree(asked.send(asked.to("/v1/usage?from=" + today().minusDays(1))).body()).get("usage");
            if (rows.size() == 1 && isWhole.test(rows.get(0))) {
                return rows.get(0);
            }
        }
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }
}
