// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRedis;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ledgers say, added up in one real Redis: exactly once, whatever happens to it and to the relays. */
@Timeout(60)
class UsageFeedTest {
    private static final UsagePeriod DAYS = new UsagePeriod(LocalDate.parse("2126-11-01"), LocalDate.parse("2126-12-31"));
    private static final LocalDate TODAY = LocalDate.parse("2126-11-30");

    @TempDir
    private Path folder;
    private final LocalRedis server = LocalRedis.start();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(server));
    private volatile Instant now = Instant.parse("2126-11-30T12:00:00Z");

    /** One relay's half; its folder is its name. */
    private final class Relay implements AutoCloseable {
        final Metrics metrics = new Metrics();
        final MonthlySpeech speech = new MonthlySpeech(() -> now);
        final RelayConfig config;
        final SharedRedis redis;
        final SharedUsage shared;
        final Ledger ledger;
        final UsageFeed feed;
        private boolean closed;

        Relay(String name, String timeout, int keepDays) {
            config = RelayConfig.of(Map.of("redis.url", server.url(), "redis.timeout", timeout, "ledger.folder", folder.resolve(name).toString(),
                    "ledger.keep_days", "" + keepDays));
            InstantSource clock = () -> now;
            redis = SharedRedis.connect(config.redis(), metrics);
            shared = new SharedUsage(redis, keepDays, clock);
            ledger = Ledger.open(config.ledger(), clock, metrics);
            feed = UsageFeed.start(config.ledger(), ledger, redis, shared, speech, clock, metrics);
            open.add(this);
        }

        /** As many messages as speech takes minutes. */
        void use(String tenant, int minutes) {
            assertThat(ledger.offer(new Increment(new Account(tenant, "openai"), new Usage(0, 0, 0, 60_000L * minutes, minutes, 0)))).isTrue();
        }

        /** Messages of a tenant in all these days; -1 where Redis does not answer. */
        long messages(String tenant) {
            try {
                return shared.read(tenant, DAYS).join().values().stream().flatMap(day -> day.values().stream()).mapToLong(Usage::messages).sum();
            } catch (CompletionException _) {
                return -1;
            }
        }

        void await(String tenant, long messages) throws InterruptedException {
            while (messages(tenant) != messages) {
                assertThat(messages(tenant)).isLessThanOrEqualTo(messages);
                Thread.sleep(10);
            }
        }

        void awaitLines(long lines) throws InterruptedException {
            while (metrics.value(Counter.LEDGER_LINES) < lines) {
                Thread.sleep(10);
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                ledger.close();
                feed.close();
                redis.close();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Relay relay(String name) {
        return new Relay(name, "5s", 400);
    }

    @Test
    void shouldAddUpWhatAllRelaysSay() throws Exception {
        Relay here = relay("here");
        Relay there = relay("there");
        here.use("acme", 10);
        there.use("acme", 5);
        there.use("umbrella", 7);
        there.await("acme", 15);
        here.await("umbrella", 7);
        there.ledger.offer(new Increment(new Account("acme", "gemini"), new Usage(1, 2, 3, 4, 5, 6)));
        here.await("acme", 20);
        assertThat(here.shared.read("acme", DAYS).join()).isEqualTo(Map.of(TODAY, Map.of(
                new Account("acme", "openai"), new Usage(0, 0, 0, 15 * 60_000, 15, 0),
                new Account("acme", "gemini"), new Usage(1, 2, 3, 4, 5, 6))));
        assertThat(here.metrics.value(Counter.LEDGER_LINES_SHARED) + there.metrics.value(Counter.LEDGER_LINES_SHARED)).isEqualTo(4);
        assertThat(here.shared.read("acme", new UsagePeriod(TODAY.plusDays(1), TODAY.plusDays(40))).join()).isEmpty();
        assertThat(here.shared.read("nobody", DAYS).join()).isEmpty();
        assertThat(here.shared.read(DAYS).join().get(TODAY)).containsOnlyKeys(new Account("acme", "gemini"), new Account("acme", "openai"),
                new Account("umbrella", "openai"));
    }

    @Test
    void shouldHoldATenantToItsHoursOverAllRelays() throws Exception {
        TenantLimits hour = new TenantLimits(0, 0, 0, 0, 1);
        Relay here = relay("here");
        Relay there = relay("there");
        here.use("acme", 30);
        there.use("acme", 30);
        here.speech.add(new Increment(new Account("acme", "openai"), new Usage(0, 0, 0, 60_000, 0, 0)));
        while (!here.speech.isSpent("acme", hour) || !there.speech.isSpent("acme", hour)) {
            Thread.sleep(10);
        }
        now = Instant.parse("2126-12-01T00:00:00Z");
        assertThat(here.speech.isSpent("acme", hour)).isFalse();
    }

    @Test
    void shouldCatchUpWithARedisThatWasGoneAndHasForgotten() throws Exception {
        Relay here = relay("here");
        Relay there = relay("there");
        here.use("acme", 1);
        there.use("acme", 2);
        here.await("acme", 3);
        now = Instant.parse("2126-12-01T00:00:01Z");
        here.use("acme", 4);
        here.await("acme", 7);
        server.kill();
        here.use("acme", 8);
        here.awaitLines(3);
        assertThat(here.messages("acme")).isEqualTo(-1);
        server.up(); // it knows of nothing
        there.await("acme", 15);
        here.use("acme", 16);
        there.await("acme", 31);
        assertThat(here.shared.read("acme", DAYS).join()).hasSize(2);
    }

    @Test
    void shouldNoticeARedisThatForgetsWithoutALapse() throws Exception {
        Relay here = relay("here");
        here.use("acme", 1);
        here.await("acme", 1);
        here.redis.ask(commands -> commands.flushall()).join();
        here.use("acme", 2);
        here.await("acme", 3);
    }

    @Test
    void shouldFeedOnceWhatARedisThatWasStuckMayHaveHeard() throws Exception {
        Relay here = new Relay("here", "100ms", 400);
        Relay patient = relay("patient");
        for (int round = 1; round <= 5; round++) {
            server.stall();
            here.use("acme", 1);
            here.awaitLines(round);
            long failures = here.metrics.value(Counter.REDIS_FAILURES);
            while (here.metrics.value(Counter.REDIS_FAILURES) < failures + 2) { // the heartbeat's and the feed's
                Thread.sleep(10);
            }
            server.goOn();
            patient.await("acme", round);
        }
    }

    @Test
    void shouldFeedWhatARunThatDiedHasLeftOnce() throws Exception {
        Relay dead = relay("folder");
        dead.use("acme", 1);
        dead.use("acme", 2);
        dead.await("acme", 3);
        server.kill();
        dead.use("acme", 4);
        dead.awaitLines(dead.metrics.value(Counter.LEDGER_LINES) + 1);
        dead.close(); // it never reached Redis
        server.up();
        for (Path page : pages("folder")) {
            Files.setLastModifiedTime(page, FileTime.from(now.minusSeconds(60)));
        }
        Relay next = relay("folder");
        next.await("acme", 7);
        Relay beside = relay("folder");
        next.use("acme", 8);
        beside.use("acme", 16);
        beside.await("acme", 31);
        server.kill();
        server.up();
        beside.await("acme", 31);
    }

    private List<Path> pages(String name) throws IOException {
        try (var files = Files.list(folder.resolve(name))) {
            return files.toList();
        }
    }

    @Test
    void shouldForgetAMonthWhenItsLastDayIsNoLongerKept() throws Exception {
        Relay here = new Relay("here", "5s", 10);
        here.use("acme", 1);
        here.await("acme", 1);
        for (String key : List.of("usage:2126-11:acme", "speech:2126-11", "fed:" + here.ledger.relay())) {
            long until = here.redis.ask(commands -> commands.expiretime(here.redis.name(key))).join();
            assertThat(Instant.ofEpochSecond(until)).as(key).isEqualTo("2126-12-12T00:00:00Z");
        }
        assertThat(here.shared.speech(YearMonth.of(2126, 11)).join()).isEqualTo(Map.of("acme", 60_000L));
        now = Instant.parse("2126-12-10T12:00:00Z");
        assertThat(here.messages("acme")).isEqualTo(1);
        now = Instant.parse("2126-12-11T12:00:00Z");
        assertThat(here.messages("acme")).isZero();
    }
}
