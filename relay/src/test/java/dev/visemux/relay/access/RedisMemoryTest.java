// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRedis;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places and rates of relays on one real Redis: which is there, is gone, is stuck, forgets, and comes back. */
@Timeout(60)
class RedisMemoryTest {
    private static final String HOUR = "1h"; // nothing runs out, nothing is renewed

    private final LocalRedis server = LocalRedis.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));

    /** What somebody was given. */
    private record Outcome<T>(T given, RelayError error) {}

    /** One relay's half. */
    private record Relay(SharedRedis redis, Memory memory, Metrics metrics) implements AutoCloseable {
        CompletableFuture<Outcome<Runnable>> ask(int most) {
            CompletableFuture<Outcome<Runnable>> outcome = new CompletableFuture<>();
            memory.places().take("acme", most, Runnable::run, (place, error) -> outcome.complete(new Outcome<>(place, error)));
            return outcome;
        }

        Runnable place(int most) {
            return ask(most).join().given();
        }

        /** The places that Redis knows of; -1 where it does not answer. */
        long counted() {
            return redis.ask(commands -> commands.zcard(redis.name("places:acme"))).exceptionally(_ -> -1L).join();
        }

        /** When the last lease runs out, in milliseconds of Unix time. */
        double runsOut() {
            return redis.ask(commands -> commands.zrangeWithScores(redis.name("places:acme"), -1, -1)).join().getFirst().getScore();
        }

        Outcome<Rates.Take> rate(String name, int perMinute) {
            CompletableFuture<Outcome<Rates.Take>> outcome = new CompletableFuture<>();
            memory.buckets().take(name, perMinute, Runnable::run, (take, error) -> outcome.complete(new Outcome<>(take, error)));
            return outcome.join();
        }

        void awaitAvailable(boolean available) throws InterruptedException {
            await(() -> redis.isAvailable() == available);
        }

        /** As if it died: nothing is given back. */
        @Override
        public void close() {
            redis.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Relay relay(String lease, String... overrides) {
        Map<String, String> settings = new HashMap<>(Map.of("redis.url", server.url(), "redis.timeout", "5s", "redis.lease", lease));
        for (int i = 0; i < overrides.length; i += 2) {
            settings.put(overrides[i], overrides[i + 1]);
        }
        RelayConfig.Redis config = RelayConfig.of(settings).redis();
        Metrics metrics = new Metrics();
        SharedRedis redis = SharedRedis.connect(config, metrics);
        Relay relay = new Relay(redis, Memory.shared(redis, config, InstantSource.system(), metrics), metrics);
        open.add(relay);
        return relay;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    @Test
    void shouldCountPlacesOverAllRelays() {
        Relay here = relay(HOUR);
        Relay there = relay(HOUR);
        here.place(2);
        Runnable place = there.place(2);
        assertThat(here.ask(2).join()).isEqualTo(new Outcome<>(null, RelayError.QUOTA_EXCEEDED));
        assertThat(there.ask(2).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
        assertThat(relay(HOUR, "redis.prefix", "other:").place(2)).isNotNull();
        place.run();
        assertThat(there.place(2)).isNotNull();
        assertThat(here.ask(2).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
        assertThat(here.ask(Integer.MAX_VALUE).join().error()).isNull();
    }

    @Test
    void shouldLetInAsManyAsThereArePlacesWhoeverAsks() {
        List<Relay> relays = List.of(relay(HOUR), relay(HOUR));
        List<CompletableFuture<Outcome<Runnable>>> asked = IntStream.range(0, 1_000).parallel().mapToObj(i -> relays.get(i % 2).ask(37)).toList();
        assertThat(asked.stream().map(outcome -> outcome.join().error()).filter(error -> error == null)).hasSize(37);
    }

    @Test
    void shouldFreeThePlacesOfARelayThatDiedAndKeepTheOthers() throws Exception {
        Relay living = relay("5s");
        Relay dying = relay("5s");
        living.place(2);
        dying.place(2);
        dying.close();
        assertThat(living.ask(2).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
        await(() -> living.place(2) != null);
        double last = living.runsOut();
        await(() -> living.runsOut() > last);
        assertThat(living.ask(2).join().error()).as("its own are renewed").isEqualTo(RelayError.QUOTA_EXCEEDED);
    }

    @Test
    void shouldTellARedisThatForgotWhatIsOpen() throws Exception {
        Relay here = relay(HOUR);
        Relay there = relay(HOUR);
        Runnable closedMeanwhile = here.place(3);
        here.place(3);
        there.place(3);
        server.kill();
        here.awaitAvailable(false);
        there.awaitAvailable(false);
        assertThat(here.ask(3).join()).isEqualTo(new Outcome<>(null, RelayError.STORE_UNAVAILABLE));
        closedMeanwhile.run();
        server.up();
        await(() -> here.counted() == 2);
        assertThat(there.place(3)).isNotNull();
        assertThat(here.ask(3).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
    }

    @Test
    void shouldGoOnAloneWhereItIsAllowedAndBringWhatItLetInAlong() throws Exception {
        Relay here = relay(HOUR, "redis.when_unavailable", "allow_local");
        Relay there = relay(HOUR);
        here.place(2);
        server.kill();
        here.awaitAvailable(false);
        there.awaitAvailable(false);
        assertThat(here.place(2)).isNotNull();
        assertThat(here.ask(2).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
        assertThat(here.rate("a", 1).given().admitted()).isTrue();
        assertThat(here.rate("a", 1).given().admitted()).isFalse();
        assertThat(here.metrics().value(Counter.REDIS_LOCAL)).isEqualTo(3);
        assertThat(there.rate("a", 1)).isEqualTo(new Outcome<>(null, RelayError.STORE_UNAVAILABLE));
        server.up();
        await(() -> there.counted() == 2);
        assertThat(there.ask(2).join().error()).isEqualTo(RelayError.QUOTA_EXCEEDED);
    }

    @Test
    void shouldLoseNoPlaceToARedisThatWasStuck() throws Exception {
        Relay impatient = relay(HOUR, "redis.timeout", "100ms");
        server.stall();
        assertThat(impatient.ask(1).join().error()).isEqualTo(RelayError.STORE_UNAVAILABLE);
        server.goOn();
        impatient.awaitAvailable(true);
        assertThat(relay(HOUR).place(1)).isNotNull();
    }

    @Test
    void shouldReckonRatesAsOneRelayDoes() {
        List<Relay> relays = List.of(relay(HOUR), relay(HOUR));
        Rates<String> own = new Rates<>(() -> 0, 10);
        for (int i = 0; i < 5; i++) {
            assertThat(relays.get(i % 2).rate("a", 5).given()).isEqualTo(own.take("a", 5));
        }
        Rates.Take refused = relays.getFirst().rate("a", 5).given();
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.retrySeconds()).isBetween(1L, 12L);
        assertThat(refused.resetSeconds()).isBetween(48L, 60L);
        assertThat(relays.getLast().rate("b", 5).given().remaining()).isEqualTo(4);
    }

    @Test
    void shouldGiveTokensBackInTime() throws Exception {
        Relay relay = relay(HOUR);
        for (int i = 0; i < 120; i++) {
            assertThat(relay.rate("a", 120).given().admitted()).isTrue();
        }
        long began = System.nanoTime();
        await(() -> relay.rate("a", 120).given().admitted());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
}
