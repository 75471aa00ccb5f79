// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a shared Redis what the ledger says, from a thread of its own: what this run wrote each second, what other runs left
 * in the folder once they write no more. Redis knows how far each run was fed, so a line counts once, whoever feeds it and
 * however often; where Redis was gone, or has forgotten, the files are read again. In return it hears how much speech all
 * relays have told.
 */
public final class UsageFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageFeed.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** How often the files of other runs are looked at. */
    private static final Duration SWEEP = Duration.ofSeconds(10);
    /** A file that did not change for so long is not being written: even a disk that refuses is tried more often. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final LedgerFolder folder;
    private final int keepDays;
    private final Ledger ledger;
    private final SharedUsage shared;
    private final MonthlySpeech speech;
    private final InstantSource clock;
    private final Metrics metrics;
    private final Thread thread = new Thread(this::run, "usage");
    private volatile boolean closing;
    /** Redis may not know what it knew. */
    private volatile boolean doubtful = true;

    // The thread's own.
    private final Map<Path, LedgerSum> sums = new HashMap<>();
    /** How far each run is fed, as Redis has said. */
    private final Map<String, Long> fed = new HashMap<>();
    private long sweptNanos;
    private boolean failing;

    private UsageFeed(RelayConfig.Ledger settings, Ledger ledger, SharedUsage shared, MonthlySpeech speech,
            InstantSource clock, Metrics metrics) {
        folder = new LedgerFolder(settings.folder());
        keepDays = settings.keepDays();
        this.ledger = ledger;
        this.shared = shared;
        this.speech = speech;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Begins; to be closed behind the ledger and before Redis. */
    public static UsageFeed start(RelayConfig.Ledger settings, Ledger ledger, SharedRedis redis, SharedUsage shared,
            MonthlySpeech speech,
            InstantSource clock, Metrics metrics) {
        UsageFeed feed = new UsageFeed(settings, ledger, shared, speech, clock, metrics);
        redis.onReturn(() -> feed.doubtful = true);
        feed.thread.start();
        return feed;
    }

    /** Feeds what there is, if Redis answers, and ends the thread. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            tryOnce();
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
        tryOnce();
    }

    private void tryOnce() {
        try {
            feed();
            failing = false;
        } catch (CompletionException _) { // Redis, which has said so
            doubtful = true;
        } catch (IOException | RuntimeException e) { // a fault of ours must not end the feeding either
            doubtful = true;
            if (!failing) {
                failing = true;
                log.error("the ledger in {} cannot be fed to redis", folder.path(), e);
            }
        }
    }

    private void feed() throws IOException {
        LocalDate first = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().minusDays(keepDays);
        List<LedgerFolder.Page> pages = folder.pages().stream().filter(page -> !page.day().isBefore(first)).toList();
        boolean all = doubtful || System.nanoTime() - sweptNanos >= SWEEP.toNanos();
        if (all) {
            doubtful = false;
            learnHowFar(pages);
            sweptNanos = System.nanoTime();
        }
        Set<String> relays = all ? settled(pages) : Set.of(ledger.relay());
        for (LedgerFolder.Page page : pages) { // a run's days in their order
            if (relays.contains(page.relay()) && !feed(page)) {
                doubtful = true;
                return;
            }
        }
        YearMonth month = speech.thisMonth();
        speech.raise(month, shared.speech(month).join());
    }

    private void learnHowFar(List<LedgerFolder.Page> pages) {
        sums.keySet().retainAll(pages.stream().map(LedgerFolder.Page::path).toList());
        List<String> relays = pages.stream().map(LedgerFolder.Page::relay).distinct().toList();
        if (!relays.isEmpty()) {
            List<Long> far = shared.fed(relays).join();
            for (int i = 0; i < relays.size(); i++) {
                learn(relays.get(i), far.get(i));
            }
        }
    }

    /** Where it is not as we thought, the run's files are read anew. */
    private void learn(String relay, long sequence) {
        Long known = fed.put(relay, sequence);
        if (known == null || known != sequence) {
            sums.keySet().removeIf(path -> path.getFileName().toString().contains(relay));
        }
    }

    /** This run, and those that write no more. */
    private Set<String> settled(List<LedgerFolder.Page> pages) throws IOException {
        Set<String> relays = new HashSet<>();
        Set<String> writing = new HashSet<>();
        for (LedgerFolder.Page page : pages) {
            relays.add(page.relay());
            if (!isQuiet(page.path())) {
                writing.add(page.relay());
            }
        }
        relays.removeAll(writing);
        relays.add(ledger.relay());
        return relays;
    }

    private boolean isQuiet(Path page) throws IOException {
        return Files.getLastModifiedTime(page).toInstant().isBefore(clock.instant().minus(QUIET));
    }

    /** False where Redis is elsewhere in this run than we thought. */
    private boolean feed(LedgerFolder.Page page) throws IOException {
        long from = fed.getOrDefault(page.relay(), 0L);
        LedgerSum sum = sums.get(page.path());
        try {
            if (sum == null) {
                sum = LedgerSum.behind(page.path(), from);
                sums.put(page.path(), sum);
            }
            sum.readOn(ledger.syncedBytes(page.path()));
        } catch (NoSuchFileException _) { // its time was over just now
            return true;
        }
        return sum.lastSequence() <= from || feed(page, sum, from);
    }

    private boolean feed(LedgerFolder.Page page, LedgerSum sum, long from) {
        long to = sum.lastSequence();
        long far = shared.feed(page.relay(), page.day(), from, to, sum.usage()).join();
        if (far != to) {
            learn(page.relay(), far);
            return false;
        }
        fed.put(page.relay(), to);
        sum.taken();
        metrics.add(Counter.LEDGER_LINES_SHARED, to - from);
        return true;
    }
}
