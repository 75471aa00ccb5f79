// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.LocalRedis;
import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays on one real Redis: which is there, is not there, is stuck, is full, forgets, and comes back. */
@Timeout(60)
class RedisSingleUseTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    private Path folder;

    /** One relay's half: what it would ask, and what it counted. */
    private record Relay(SharedRedis redis, SingleUse tokens, Metrics metrics) {
        RelayError use(String jti) {
            return ask(jti).join();
        }

        CompletableFuture<RelayError> ask(String jti) {
            CompletableFuture<RelayError> verdict = new CompletableFuture<>();
            tokens.consume(jti, Instant.now().plusSeconds(600), Runnable::run, verdict::complete);
            return verdict;
        }

        void awaitAvailable(boolean available) throws InterruptedException {
            while (redis.isAvailable() != available) {
                Thread.sleep(10);
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private LocalRedis redis(String... options) {
        return opened(LocalRedis.start(options));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private Relay relay(String url, String... overrides) {
        Map<String, String> settings = new HashMap<>(Map.of("redis.url", url, "redis.timeout", "5s"));
        for (int i = 0; i < overrides.length; i += 2) {
            settings.put(overrides[i], overrides[i + 1]);
        }
        RelayConfig.Redis config = RelayConfig.of(settings).redis();
        Metrics metrics = new Metrics();
        SharedRedis shared = opened(SharedRedis.connect(config, metrics));
        return new Relay(shared, new RedisSingleUse(shared, config, new LocalSingleUse(InstantSource.system()), InstantSource.system(), metrics),
                metrics);
    }

    @Test
    void shouldKnowWhatAnotherRelayHasUsedUntilItExpires() {
        LocalRedis redis = redis();
        Relay here = relay(redis.url());
        Relay there = relay(redis.url());
        assertThat(here.use("a")).isNull();
        assertThat(there.use("a")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(here.use("a")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(there.use("b")).isNull();
        assertThat(relay(redis.url(), "redis.prefix", "other:").use("a")).isNull();
        assertThat(relay(redis.url() + "/1").use("a")).isNull();
        RedisClient client = opened(RedisClient.create(redis.url()));
        try (StatefulRedisConnection<String, String> look = client.connect()) {
            assertThat(look.sync().pttl("visemux:used:a")).isBetween(590_000L, 660_000L);
        }
        assertThat(here.metrics().value(Counter.REDIS_CALLS)).isGreaterThanOrEqualTo(2);
        assertThat(here.metrics().value(Counter.REDIS_MICROS)).isPositive();
        assertThat(here.metrics().value(Counter.REDIS_FAILURES)).isZero();
    }

    @Test
    void shouldLetInOneOfAThousandAtOnce() {
        LocalRedis redis = redis();
        List<Relay> relays = List.of(relay(redis.url()), relay(redis.url()));
        for (int round = 0; round < 10; round++) {
            String jti = "jti" + round;
            List<CompletableFuture<RelayError>> verdicts = IntStream.range(0, 1_000).parallel()
                    .mapToObj(i -> relays.get(i % 2).ask(jti)).toList();
            assertThat(verdicts.stream().map(CompletableFuture::join).filter(Objects::isNull)).hasSize(1);
            assertThat(verdicts.stream().map(CompletableFuture::join).filter(RelayError.TOKEN_CONSUMED::equals)).hasSize(999);
        }
    }

    @Test
    void shouldAnswerWhereItWasAsked() {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        opened(caller::close);
        CompletableFuture<Thread> answered = new CompletableFuture<>();
        relay(redis().url()).tokens().consume("a", Instant.now(), caller, _ -> answered.complete(Thread.currentThread()));
        assertThat(answered.join()).isSameAs(CompletableFuture.supplyAsync(Thread::currentThread, caller).join());
    }

    @Test
    void shouldRefuseWhileItIsGoneAndGoOnWhenItIsBack() throws Exception {
        LocalRedis redis = redis();
        Relay relay = relay(redis.url());
        redis.kill();
        relay.awaitAvailable(false);
        assertThat(relay.use("a")).isEqualTo(RelayError.STORE_UNAVAILABLE);
        assertThat(relay.metrics().value(Counter.REDIS_FAILURES)).isPositive();
        redis.up();
        relay.awaitAvailable(true);
        assertThat(relay.use("a")).isNull();
        assertThat(relay.use("a")).isEqualTo(RelayError.TOKEN_CONSUMED);
    }

    @Test
    void shouldLetInOnItsOwnWhereItIsAllowed() throws Exception {
        LocalRedis redis = redis();
        Relay relay = relay(redis.url(), "redis.when_unavailable", "allow_local");
        assertThat(relay.use("before")).isNull();
        redis.kill();
        relay.awaitAvailable(false);
        assertThat(relay.use("before")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(relay.use("during")).isNull();
        assertThat(relay.use("during")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(relay.metrics().value(Counter.REDIS_LOCAL)).isEqualTo(1);
        redis.up(); // it has forgotten everything
        relay.awaitAvailable(true);
        assertThat(relay.use("before")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(relay.use("during")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(relay.use("after")).isNull();
        assertThat(relay.metrics().value(Counter.REDIS_LOCAL)).isEqualTo(1);
    }

    @Test
    void shouldWaitNoLongerThanItsTimeForARedisThatIsStuck() throws Exception {
        LocalRedis redis = redis();
        Relay relay = relay(redis.url(), "redis.timeout", "100ms");
        redis.stall();
        long asked = System.nanoTime();
        assertThat(relay.use("a")).isEqualTo(RelayError.STORE_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
        assertThat(relay.redis().isAvailable()).isFalse();
        redis.goOn();
        relay.awaitAvailable(true);
        Relay patient = relay(redis.url());
        assertThat(patient.use("b")).isNull(); // and late answers were not taken for those to later questions
        assertThat(patient.use("b")).isEqualTo(RelayError.TOKEN_CONSUMED);
    }

    @Test
    void shouldServeWithoutItAndFindItLater() throws Exception {
        LocalRedis redis = opened(LocalRedis.notYet());
        Relay relay = relay(redis.url());
        assertThat(relay.redis().isAvailable()).isFalse();
        assertThat(relay.use("a")).isEqualTo(RelayError.STORE_UNAVAILABLE);
        redis.up();
        relay.awaitAvailable(true);
        assertThat(relay.use("a")).isNull();
    }

    @Test
    void shouldTakeARedisThatCannotWriteForNone() throws Exception {
        Relay relay = relay(redis("--maxmemory", "1").url());
        assertThat(relay.use("a")).isEqualTo(RelayError.STORE_UNAVAILABLE);
        relay.awaitAvailable(false);
    }

    @Test
    void shouldLogInOverTls() throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject("CN=localhost").addSanIpAddress("127.0.0.1").setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("chain.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        LocalRedis redis = redis("--port", "0", "--tls-port", "PORT", "--tls-cert-file", certificate.toString(), "--tls-key-file", key.toString(),
                "--tls-ca-cert-file", certificate.toString(), "--tls-auth-clients", "no", "--requirepass", "p@ss");
        String url = redis.url().replace("redis://", "rediss://:p%40ss@");
        assertThat(relay(url, "redis.ca", certificate.toString()).use("a")).isNull();
        assertThat(relay(url, "redis.ca", certificate.toString()).use("a")).isEqualTo(RelayError.TOKEN_CONSUMED);
        assertThat(relay(url).use("b")).as("signed by nobody that Java knows").isEqualTo(RelayError.STORE_UNAVAILABLE);
        assertThat(relay(url.replace("p%40ss", "wrong"), "redis.ca", certificate.toString()).use("b")).isEqualTo(RelayError.STORE_UNAVAILABLE);
        Files.writeString(folder.resolve("x.pem"), "nonsense");
        for (String name : List.of("none.pem", "x.pem")) {
            assertThatThrownBy(() -> relay(url, "redis.ca", folder.resolve(name).toString())).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("redis.ca: ").hasMessageEndingWith(" holds no certificate that can be read; name a PEM file");
        }
    }
}
