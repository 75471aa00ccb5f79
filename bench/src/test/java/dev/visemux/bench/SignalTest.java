// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Usage;
import dev.visemux.relay.access.UsageHistory;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill} does to a relay that is a process of its own. */
@Timeout(180)
class SignalTest {
    private static final String OLD = "old:" + "A".repeat(43);
    private static final String NEW = "new:" + "E".repeat(42) + "A";
    private static final int SESSIONS = 7;

    @TempDir
    private Path folder;
    private FakeUpstream vendor;

    @BeforeEach
    void play() throws IOException {
        vendor = FakeUpstream.start(SharedRig.options());
    }

    @AfterEach
    void stop() {
        vendor.close();
    }

    @Test
    void shouldLetSessionsEndCloseTheRestSyncTheLedgerAndExitWith0OnSigterm() throws Exception {
        try (RelayProcess relay = RelayProcess.start(folder, vendor,
                Map.of("session.drain_grace", "4s", "session.drain_jitter", "2s"))) {
            WireClient polite = connect(relay.tenant().signedUrl());
            FakeSession politesVendor = vendor.sessions().getLast();
            List<WireClient> others = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                others.add(connect(relay.tenant().signedUrl()));
            }
            URI late = relay.tenant().signedUrl();

            long told = System.nanoTime();
            relay.signal("TERM");
            Await.until("/readyz turns", () -> readiness(relay) == 503);
            assertRefused(late);
            politesVendor.tell(Turn.delta(new byte[4_800]));
            assertThat(polite.messages().await(1, _ -> true).string()).contains("mascotVisemes");
            polite.send(new CloseWebSocketFrame(1000, "bye"));
            assertThat(polite.closed().get(10, TimeUnit.SECONDS)).isEqualTo(new Close(1000, "bye"));
            assertThat(others).as("sessions have their grace").noneMatch(client -> client.closed().isDone());

            assertThat(spreadMillis(others, told)).isBetween(100L, 3_000L);
            assertThat(relay.exitCode()).isZero();
            assertThat(sessionsInTheLedger()).isEqualTo(1 + SESSIONS);
            assertThat(relay.log()).contains("draining: 8 open").doesNotContain(" ERROR ");
            polite.close();
            others.forEach(WireClient::close);
        }
    }

    /** From the first close to the last; all of them are the drain's, after its grace. */
    private static long spreadMillis(List<WireClient> clients, long told) throws Exception {
        List<Long> ends = new ArrayList<>();
        for (WireClient client : clients) {
            client.closed().thenRun(() -> {
                synchronized (ends) {
                    ends.add(System.nanoTime());
                }
            });
        }
        for (WireClient client : clients) {
            assertThat(client.closed().get(20, TimeUnit.SECONDS)).isEqualTo(new Close(1001, "draining"));
        }
        Await.until("all were timed", () -> ends.size() == clients.size());
        ends.sort(null);
        assertThat(ends.getFirst() - told).as("after the grace").isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(4));
        return TimeUnit.NANOSECONDS.toMillis(ends.getLast() - ends.getFirst());
    }

    private static void assertRefused(URI url) throws IOException {
        try (RawPeer client = RawPeer.connect(url)) {
            client.write(RawPeer.upgrade(url));
            assertThat(client.readHead()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: ");
        }
    }

    @Test
    void shouldRotateTokenKeysOnSighupWhileItServes() throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), OLD);
        try (RelayProcess relay = RelayProcess.start(folder, vendor, Map.of("tokens.key_file", keys.toString()))) {
            URI first = relay.tenant().signedUrl();
            URI second = relay.tenant().signedUrl();
            Files.writeString(keys, NEW + "\n" + OLD);
            relay.signal("HUP");
            Await.until("it is read", () -> relay.log().contains("new seals, of new, old"));
            connect(first).close();
            URI third = relay.tenant().signedUrl();
            Files.writeString(keys, "nonsense");
            relay.signal("HUP");
            Await.until("it is told", () -> relay.log().contains("the keys stay as they were: line 1 is not kid:secret"));
            connect(third).close();
            Files.writeString(keys, NEW);
            relay.signal("HUP");
            Await.until("the old one is gone", () -> relay.log().contains("new seals, of new\n"));
            try (RawPeer client = RawPeer.connect(second)) {
                client.write(RawPeer.upgrade(second));
                assertThat(client.readHead()).startsWith("HTTP/1.1 401");
            }
        }
    }

    private static WireClient connect(URI url) throws Exception {
        WireClient client = WireClient.connect(url);
        client.messages().await(_ -> true);
        return client;
    }

    private static int readiness(RelayProcess relay) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(relay.management().resolve("/readyz")).build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    private long sessionsInTheLedger() throws IOException {
        LocalDate today = LocalDate.now();
        return new UsageHistory(folder.resolve("ledger")).read(today.minusDays(1), today.plusDays(1)).values().stream()
                .flatMap(day -> day.values().stream()).mapToLong(Usage::sessions).sum();
    }
}
