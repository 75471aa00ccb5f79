// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.TenantKeys;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two relay processes, a real Redis, and kill -9 for either. */
@Timeout(300)
class RelayProcessesOnOneRedisTest {
    private static final String MESSAGE = "\u0081\u0005hello";

    @TempDir
    private Path folder;
    private final LocalRedis redis = LocalRedis.start();
    private final BareVendor vendor = vendor();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(redis, vendor));
    private String key;
    private RelayProcess here;
    private RelayProcess there;

    /** Both ends of one. */
    private record Session(Wire client, Socket upstream) {
        Session hears(int messages) throws IOException {
            for (int i = 0; i < messages; i++) {
                BareVendor.say(upstream, MESSAGE);
                assertThat(client.until("hello")).endsWith(MESSAGE);
            }
            return this;
        }

        void end() throws IOException {
            client.close();
            assertThat(upstream.getInputStream().read()).as("a close").isNotNegative();
            upstream.close();
        }
    }

    private static BareVendor vendor() {
        try {
            return new BareVendor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path tenants = folder.resolve("tenants.yaml");
        key = TenantKeys.create(tenants, "acme");
        Files.writeString(tenants, "  limits: {concurrent_sessions: 3}\n", StandardOpenOption.APPEND);
        here = relay("here");
        there = relay("there").awaitReady();
        here.awaitReady();
    }

    /** {@code name}: of its ledger's folder. */
    private RelayProcess relay(String name) throws IOException {
        RelayProcess relay = new RelayProcess(key, Map.of("VISEMUX_REDIS_URL", redis.url(), "VISEMUX_REDIS_LEASE", "10s", "VISEMUX_REDIS_TIMEOUT", "5s",
                "VISEMUX_TOKENS_KEYS", "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "VISEMUX_UPSTREAMS_OPENAI_URL", vendor.url(),
                "VISEMUX_TENANTS_FILE", folder.resolve("tenants.yaml").toString(), "VISEMUX_LEDGER_FOLDER", folder.resolve(name).toString()));
        open.add(relay);
        return relay;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Session begin(RelayProcess relay) throws Exception {
        Wire client = relay.come(relay.token());
        assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
        return new Session(client, vendor.answer());
    }

    /** Why nobody is let in. */
    private static String refusal(RelayProcess relay) throws Exception {
        try (Wire client = relay.come(relay.token())) {
            client.until("\u0088");
            client.socket.shutdownOutput();
            return client.rest().substring(3); // length, code
        }
    }

    private static JsonNode usage(RelayProcess relay) throws Exception {
        return new ObjectMapper().readTree(relay.get("/v1/usage?from=" + LocalDate.now(ZoneOffset.UTC).minusDays(1)));
    }

    private static long messages(RelayProcess relay) throws Exception {
        JsonNode usage = usage(relay);
        long messages = 0;
        for (JsonNode row : usage.get("usage")) {
            messages += row.get("messages").longValue();
        }
        return usage.get("covers").textValue().equals("all_relays") ? messages : -1;
    }

    private static void await(RelayProcess relay, long messages) throws Exception {
        for (long told = messages(relay); told != messages; told = messages(relay)) {
            assertThat(told).as("never too much").isLessThan(messages);
            Thread.sleep(50);
        }
    }

    @Test
    void shouldLeaveSessionsAloneWhileRedisIsGoneAndCountExactlyAfter() throws Exception {
        Session first = begin(here).hears(10);
        Session second = begin(there).hears(20);
        begin(there);
        assertThat(List.of(refusal(here), refusal(there))).containsOnly("quota_exceeded");
        await(here, 30);
        await(there, 30);
        redis.kill();
        first.hears(100);
        second.hears(200);
        while (!usage(here).get("covers").textValue().equals("this_relay")) {
            Thread.sleep(50);
        }
        assertThat(refusal(here)).isEqualTo("store_unavailable");
        redis.up(); // it has forgotten everything
        first.hears(1_000);
        second.hears(2_000);
        await(here, 3_330);
        await(there, 3_330);
        assertThat(List.of(refusal(here), refusal(there))).containsOnly("quota_exceeded");
        first.end();
        awaitPlaces(2);
        assertThat(begin(there).hears(1)).isNotNull();
    }

    @Test
    void shouldFreeThePlacesOfARelayThatIsKilledAndCountWhatItWroteOnce() throws Exception {
        Session survivor = begin(here).hears(1);
        begin(there).hears(10);
        begin(there).hears(20);
        await(here, 31);
        there.kill();
        assertThat(refusal(here)).isEqualTo("quota_exceeded");
        awaitPlaces(1);
        begin(here).hears(50);
        begin(here).hears(50);
        assertThat(refusal(here)).isEqualTo("quota_exceeded");
        survivor.hears(1_000);
        await(here, 1_131);
        there = relay("there").awaitReady();
        redis.kill();
        redis.up(); // what the dead run wrote has to be told again, by the next one
        await(here, 1_131);
        await(there, 1_131);
    }

    /** Those that have not run out. */
    private void awaitPlaces(long count) throws Exception {
        try (RedisClient client = RedisClient.create(redis.url()); StatefulRedisConnection<String, String> look = client.connect()) {
            while (look.sync().zcount("visemux:places:acme", Range.from(Boundary.including(System.currentTimeMillis()), Boundary.unbounded()))
                    != count) {
                Thread.sleep(50);
            }
        }
    }
}
