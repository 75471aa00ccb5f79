// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscBlockingConsumerArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what was used: a thread of its own gathers the increments of all event loops, adds them up by account and
 * appends a line for each, synced. It owns its file. While the disk refuses, what is not written is kept, added up, and
 * tried again.
 */
public final class Ledger implements AutoCloseable {
    /** How often an event loop hands over. With the gathering and the sync a process that dies has lost a second at most. */
    public static final Duration HAND_OVER = Duration.ofMillis(800);

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);
    /** What the event loops hand over at about the same time becomes one line. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_MILLIS = 200;
    private static final int CAPACITY = 1 << 16;

    private record Synced(Path path, long bytes) {}

    private final LedgerFolder folder;
    private final int keepDays;
    private final InstantSource clock;
    private final Metrics metrics;
    private final String relay = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final MpscBlockingConsumerArrayQueue<Increment> queue = new MpscBlockingConsumerArrayQueue<>(CAPACITY);
    private final Thread writer = new Thread(this::write, "ledger");
    private volatile boolean closing;
    /** How much of the file that is being written is on the disk. */
    private volatile Synced synced;

    // The writer's own.
    private final Map<Account, Usage> due = new TreeMap<>();
    private long sequence;
    private LocalDate day;
    private LedgerFile file;
    private boolean failing;

    private Ledger(RelayConfig.Ledger settings, InstantSource clock, Metrics metrics) {
        folder = new LedgerFolder(settings.folder());
        keepDays = settings.keepDays();
        this.clock = clock;
        this.metrics = metrics;
    }

    /** {@code clock} tells the day. Throws ConfigException where the folder cannot be written. */
    public static Ledger open(RelayConfig.Ledger settings, InstantSource clock, Metrics metrics) {
        Ledger ledger = new Ledger(settings, clock, metrics);
        ledger.folder.prepare();
        ledger.writer.start();
        return ledger;
    }

    /** Takes an increment, from any thread, without lock; false where more wait than can be kept. */
    public boolean offer(Increment increment) {
        return queue.offer(increment);
    }

    /** Names this run in its lines and files. */
    String relay() {
        return relay;
    }

    /** How much of a file of the ledger will stay as it is; of a file that this run is not writing: all. Any thread. */
    long syncedBytes(Path page) {
        Synced writing = synced;
        return writing != null && writing.path.equals(page) ? writing.bytes : Long.MAX_VALUE;
    }

    /** Writes what was offered before, tries once where the disk refuses, and ends the thread. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (!closing) {
                Increment first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    add(first);
                    LockSupport.parkNanos(closing ? 0 : GATHER_NANOS);
                }
                post();
            }
            post();
            closeFile();
        } catch (InterruptedException | IOException e) {
            log.error("the ledger ends", e);
        }
    }

    private void add(Increment increment) {
        due.merge(increment.account(), increment.usage(), Usage::plus);
    }

    private void post() {
        queue.drain(this::add);
        if (due.isEmpty()) {
            return;
        }
        try {
            Instant now = clock.instant();
            turnTo(now.atZone(ZoneOffset.UTC).toLocalDate());
            file.append(lines(now));
            synced = new Synced(synced.path, file.synced());
            sequence += due.size();
            metrics.add(Counter.LEDGER_LINES, due.size());
            due.clear();
            failing = false;
        } catch (IOException | RuntimeException e) { // a fault of ours must not end the counting either
            complain(e);
        }
    }

    /** The file of this day. */
    private void turnTo(LocalDate today) throws IOException {
        if (file != null && today.equals(day)) {
            return;
        }
        closeFile();
        Path path = folder.file(today, relay);
        file = new LedgerFile(path);
        synced = new Synced(path, file.synced());
        day = today;
        folder.sync();
        folder.forgetBefore(today.minusDays(keepDays));
    }

    private void closeFile() throws IOException {
        if (file != null) {
            LedgerFile last = file;
            file = null;
            last.close();
        }
    }

    private ByteBuffer lines(Instant now) {
        StringBuilder lines = new StringBuilder(256 * due.size());
        long next = sequence;
        String at = now.truncatedTo(ChronoUnit.MILLIS).toString();
        for (Map.Entry<Account, Usage> entry : due.entrySet()) {
            lines.append(new LedgerLine(relay, ++next, at, entry.getKey(), entry.getValue()).text()).append('\n');
        }
        return ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private void complain(Exception fault) {
        metrics.count(Counter.LEDGER_FAILURES);
        if (!failing) {
            failing = true;
            log.error("the ledger in {} cannot be written; what was used is kept in memory until it can be: {}",
                    folder.path(), fault.toString());
        }
    }
}
