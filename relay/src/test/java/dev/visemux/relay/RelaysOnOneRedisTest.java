// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Two whole relays, real sockets, one real Redis. */
@Timeout(120)
class RelaysOnOneRedisTest {
    private static final String KEYS = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private static final String CONSUMED = "\u0088\u0010\u0003\u00f0token_consumed"; // close, 16 bytes, 1008
    private static final String EXCEEDED = "\u0088\u0010\u0003\u00f0quota_exceeded"; // close, 16 bytes, 1008
    private static final String TOKEN = ".*\"api_key\":\"(.*)\".*";
    private static final String UNAVAILABLE = "\u0088\u0013\u0003\u00f5store_unavailable"; // close, 19 bytes, 1013

    private final List<LocalRelay> relays = new ArrayList<>();
    private LocalRedis redis;
    private BareVendor vendor;

    @AfterEach
    void close() throws IOException {
        relays.forEach(LocalRelay::close);
        vendor.close();
        if (redis != null) {
            redis.close();
        }
    }

    private void begin(String whenUnavailable) throws IOException {
        vendor = new BareVendor();
        redis = LocalRedis.start();
        for (int i = 0; i < 2; i++) {
            relays.add(LocalRelay.start("redis.url", redis.url(), "redis.when_unavailable", whenUnavailable, "redis.timeout", "5s", "tokens.keys",
                    KEYS, "upstreams.openai.url", vendor.url()));
        }
    }

    private HttpResponse<String> sign(int relay) throws Exception {
        return relays.get(relay).post("/v1/get-signed-url",
                "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"api_key\":\"sk\",\"model\":\"m\"}}}");
    }

    /** Signed by the first relay. */
    private String token() throws Exception {
        return sign(0).body().replaceAll(TOKEN, "$1");
    }

    private Wire come(int relay, String token) throws IOException {
        return relays.get(relay).wire().upgrade(token);
    }

    /** The close that it gets. */
    private String turnedAway(int relay, String token) throws IOException {
        try (Wire wire = come(relay, token)) {
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            String close = wire.until("\u0088");
            wire.socket.shutdownOutput();
            return close + wire.rest();
        }
    }

    private void awaitMetric(int relay, String line) throws Exception {
        while (!relays.get(relay).manage("GET", "/metrics").body().contains("\n" + line + "\n")) {
            Thread.sleep(20);
        }
    }

    @Test
    void shouldLetInOneOfAThousandSpreadOverBoth() throws Exception {
        begin("refuse");
        vendor.close(); // who is let in hears that, and ends
        String token = token();
        List<Callable<String>> clients = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int relay = i % 2;
            clients.add(() -> turnedAway(relay, token));
        }
        int consumed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> heard : threads.invokeAll(clients)) {
                consumed += heard.get().equals(CONSUMED) ? 1 : 0;
            }
        }
        assertThat(consumed).isEqualTo(999);
        assertThat(turnedAway(0, token)).isEqualTo(CONSUMED);
        assertThat(turnedAway(1, token)).isEqualTo(CONSUMED);
    }

    @Test
    void shouldRefuseNewSessionsWhileRedisIsGoneAndLeaveTheOthersAlone() throws Exception {
        begin("refuse");
        try (Wire client = come(1, token()); Socket upstream = vendor.answer()) {
            BareVendor.say(upstream, "\u0081\u0006before");
            assertThat(client.until("before")).startsWith("HTTP/1.1 101");
            redis.kill();
            String token = token();
            assertThat(turnedAway(0, token)).isEqualTo(UNAVAILABLE);
            awaitMetric(1, "visemux_redis_unavailable 1.0");
            assertThat(turnedAway(1, token)).isEqualTo(UNAVAILABLE);
            assertThat(relays.get(1).manage("GET", "/readyz").statusCode()).isEqualTo(200);
            awaitMetric(1, "visemux_errors_total{code=\"store_unavailable\",source=\"relay\"} 1.0");
            BareVendor.say(upstream, "\u0081\u0006during");
            assertThat(client.until("during")).isEqualTo("\u0081\u0006during");
            redis.up();
            awaitMetric(0, "visemux_redis_unavailable 0.0");
            awaitMetric(1, "visemux_redis_unavailable 0.0");
            vendor.close();
            assertThat(turnedAway(1, token)).contains("upstream_unreachable"); // not used up by being refused
            assertThat(turnedAway(0, token)).isEqualTo(CONSUMED);
        }
    }

    /** Of the tenant that both have. */
    private void limit(String limits) throws IOException {
        for (LocalRelay relay : relays) {
            Files.writeString(relay.tenants, "  limits: {" + limits + "}\n", StandardOpenOption.APPEND);
            relay.server.reload();
        }
    }

    /** As Redis knows them. */
    private void awaitPlaces(long count) throws Exception {
        try (RedisClient client = RedisClient.create(redis.url()); StatefulRedisConnection<String, String> look = client.connect()) {
            while (look.sync().zcard("visemux:places:acme") != count) {
                Thread.sleep(20);
            }
        }
    }

    @Test
    void shouldCountATenantsSessionsOverBoth() throws Exception {
        begin("refuse");
        limit("concurrent_sessions: 2");
        try (Wire first = come(0, token()); Socket _ = vendor.answer()) {
            String token = token();
            try (Wire second = come(1, token()); Socket _ = vendor.answer()) {
                assertThat(turnedAway(0, token)).isEqualTo(EXCEEDED);
                assertThat(turnedAway(1, token)).isEqualTo(EXCEEDED);
                redis.kill();
                awaitMetric(0, "visemux_redis_unavailable 1.0");
                redis.up();
                awaitPlaces(2);
                awaitMetric(0, "visemux_redis_unavailable 0.0");
                assertThat(turnedAway(0, token)).as("of a Redis that forgot").isEqualTo(EXCEEDED);
                second.socket.shutdownOutput();
                second.rest();
            }
            awaitPlaces(1);
            try (Wire third = come(0, token); Socket _ = vendor.answer()) {
                assertThat(third.until("\r\n\r\n")).startsWith("HTTP/1.1 101");
            }
            assertThat(first.socket.isClosed()).isFalse();
        }
    }

    @Test
    void shouldCountATenantsSignaturesAndUpgradesOverBoth() throws Exception {
        begin("refuse");
        vendor.close();
        limit("signs_per_minute: 4, upgrades_per_minute: 2");
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = sign(i % 2);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("RateLimit-Remaining")).hasValue("" + (3 - i));
            assertThat(turnedAway(i % 2, answer.body().replaceAll(TOKEN, "$1"))).contains(i < 2 ? "upstream_unreachable" : "rate_limited");
        }
        HttpResponse<String> refused = sign(0);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow())).isBetween(1L, 15L);
        redis.kill();
        awaitMetric(0, "visemux_redis_unavailable 1.0");
        assertThat(sign(0).statusCode()).isEqualTo(503);
        assertThat(sign(0).body()).contains("store_unavailable");
    }

    @Test
    void shouldTellOnTheCommandLineWhatWasUsedAtBoth() throws Exception {
        begin("refuse");
        for (LocalRelay relay : relays) {
            relay.post("/v1/visemes?chunk_ms=1000", "audio/l16;rate=16000", new byte[32_000]);
        }
        Path settings = Files.writeString(relays.getFirst().tenants.resolveSibling("relay.yaml"),
                "redis: {url: \"" + redis.url() + "\"}\nledger: {folder: none}\n");
        while (!usage(settings, "--json").contains("\"sessions\":2,")) {
            Thread.sleep(100);
        }
        assertThat(usage(settings, "--json")).contains("\"tenant\":\"acme\",\"provider\":\"recorded\"", "\"bytes\":64000");
        assertThat(usage(settings, "--ledger")).startsWith("nothing was used");
        redis.kill();
        assertThat(usage(settings)).startsWith("usage: redis does not answer; --ledger tells");
    }

    /** What is said, or why not. */
    private static String usage(Path settings, String... options) {
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        command.execute(Stream.concat(Stream.of("usage", "--from", LocalDate.now().minusDays(1).toString(), "--config", settings.toString()),
                Stream.of(options)).toArray(String[]::new));
        return said.toString();
    }

    @Test
    void shouldLetInOnEachRelaysOwnMemoryWhereItIsAllowed() throws Exception {
        begin("allow_local");
        redis.kill();
        vendor.close();
        String token = token();
        for (int relay = 0; relay < 2; relay++) {
            assertThat(turnedAway(relay, token)).contains("upstream_unreachable");
            assertThat(turnedAway(relay, token)).isEqualTo(CONSUMED);
            awaitMetric(relay, "visemux_redis_local_total 3.0");
        }
    }
}
