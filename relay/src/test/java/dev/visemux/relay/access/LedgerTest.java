// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LedgerTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final Account OPENAI = new Account("acme", "openai");
    private static final Account VATEL = new Account("acme", "vatel");
    private static final Account OTHER = new Account("zeta", "openai");
    private static final Usage SOME = new Usage(1, 2_000, 1_500, 1_200, 30, 40_000);

    @TempDir
    private Path temp;
    private Path folder;
    private final Metrics metrics = new Metrics();
    private volatile Instant now = Instant.parse("2026-11-21T23:59:58.123456Z");

    @BeforeEach
    void name() {
        folder = temp.resolve("var/ledger");
    }

    @Test
    void shouldWriteALineForEachAccountThatAddsUpWhatAllLoopsBrought() throws IOException {
        try (Ledger ledger = open()) {
            ledger.offer(new Increment(OPENAI, SOME));
            ledger.offer(new Increment(VATEL, SOME));
            ledger.offer(new Increment(OPENAI, SOME));
        }
        List<String> lines = Files.readAllLines(files().getFirst());
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).matches("\\{\"relay\":\"[0-9a-f]{16}\",\"seq\":1,\"at\":\"2026-11-21T23:59:58.123Z\",\"tenant\":\"acme\","
                + "\"provider\":\"openai\",\"sessions\":2,\"session_ms\":4000,\"audio_ms\":3000,\"speech_ms\":2400,\"messages\":60,"
                + "\"bytes\":80000,\"crc\":\"[0-9a-f]{8}\"}");
        assertThat(lines.getLast()).contains("\"seq\":2", "\"provider\":\"vatel\"");
        assertThat(metrics.value(Counter.LEDGER_LINES)).isEqualTo(2);
    }

    @Test
    void shouldBeOnTheDiskWithinASecondWithoutBeingClosed() throws IOException {
        try (Ledger ledger = open()) {
            long began = System.nanoTime();
            ledger.offer(new Increment(OPENAI, SOME));
            await(() -> metrics.value(Counter.LEDGER_LINES) == 1);
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5)); // a busy machine; else 0.1 s
            assertThat(history().read(DAY, DAY)).isEqualTo(Map.of(DAY, Map.of(OPENAI, SOME)));
        }
    }

    @Test
    void shouldBeginANewFileAtMidnightOfUtc() throws IOException {
        try (Ledger ledger = open()) {
            ledger.offer(new Increment(OPENAI, SOME));
            await(() -> metrics.value(Counter.LEDGER_LINES) == 1);
            now = Instant.parse("2026-11-22T00:00:00Z");
            ledger.offer(new Increment(OPENAI, SOME.plus(SOME)));
        }
        assertThat(files()).extracting(file -> file.getFileName().toString().substring(0, 10)).containsExactly("2026-11-21", "2026-11-22");
        assertThat(Files.readString(files().getLast())).as("the sequence goes on").contains("\"seq\":2");
        assertThat(history().read(DAY, DAY.plusDays(1))).isEqualTo(Map.of(DAY, Map.of(OPENAI, SOME), DAY.plusDays(1), Map.of(OPENAI, SOME.plus(SOME))));
        assertThat(history().read(DAY.plusDays(1), DAY.plusDays(1))).containsOnlyKeys(DAY.plusDays(1));
    }

    @Test
    void shouldAddUpTheRunsOfRelaysThatShareAFolder() throws IOException {
        try (Ledger one = open(); Ledger two = open()) {
            one.offer(new Increment(OPENAI, SOME));
            two.offer(new Increment(OPENAI, SOME));
        }
        try (Ledger restarted = open()) {
            restarted.offer(new Increment(OPENAI, SOME));
        }
        assertThat(files()).hasSize(3);
        assertThat(history().read(DAY, DAY)).isEqualTo(Map.of(DAY, Map.of(OPENAI, SOME.plus(SOME).plus(SOME))));
    }

    @Test
    void shouldLoseTheTornLineOnlyWhereverAProcessDies() throws IOException {
        List<Account> accounts = List.of(OPENAI, VATEL, OTHER);
        try (Ledger ledger = open()) {
            accounts.forEach(account -> ledger.offer(new Increment(account, SOME)));
        }
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        UsageHistory reader = history();
        for (int length = 0; length <= whole.length; length++) {
            byte[] left = Arrays.copyOf(whole, length);
            Files.write(file, left);
            int lines = (int) new String(left, StandardCharsets.US_ASCII).chars().filter(c -> c == '\n').count();
            Map<Account, Usage> expected = new HashMap<>();
            accounts.subList(0, lines).forEach(account -> expected.put(account, SOME));
            assertThat(history().read(DAY, DAY).getOrDefault(DAY, new TreeMap<>())).as("%d bytes", length).isEqualTo(expected);
            assertThat(reader.read(DAY, DAY).getOrDefault(DAY, new TreeMap<>())).as("read on at %d bytes", length).isEqualTo(expected);
        }
        assertThat(reader.damagedLines()).isZero();
    }

    @Test
    void shouldLeaveOutALineOfWhichAnyByteIsNotAsItWasWritten() throws IOException {
        try (Ledger ledger = open()) {
            ledger.offer(new Increment(OPENAI, SOME));
            ledger.offer(new Increment(VATEL, SOME));
        }
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        int second = new String(whole, StandardCharsets.US_ASCII).indexOf('\n') + 1;
        for (int at = 0; at < second; at++) {
            byte[] rotten = whole.clone();
            rotten[at] ^= 4;
            Files.write(file, rotten);
            UsageHistory history = history();
            assertThat(history.read(DAY, DAY).getOrDefault(DAY, new TreeMap<>())).as("byte %d", at).doesNotContainKey(OPENAI);
            assertThat(history.damagedLines()).isPositive();
        }
    }

    /** A CRC vouches for the bytes, not for who wrote them. */
    @Test
    void shouldTakeNothingOfTheNextLine() {
        byte[] lines = "{\"relay\":\"x\",\"seq\":1,\"crc\":\"f3602a22\"}\n:\":\":\":1:1:1:1:1:1:1,".getBytes(StandardCharsets.US_ASCII);
        int first = new String(lines, StandardCharsets.US_ASCII).indexOf('\n');
        assertThat(LedgerLine.parse(lines, 0, first)).isNull();
    }

    @Test
    void shouldCountALineOnceThatStandsThereTwice() throws IOException {
        try (Ledger ledger = open()) {
            ledger.offer(new Increment(OPENAI, SOME));
        }
        Path file = files().getFirst();
        String line = Files.readString(file);
        Files.writeString(file, line + "x".repeat(150_000) + "\n" + line);
        UsageHistory history = history();
        assertThat(history.read(DAY, DAY)).isEqualTo(Map.of(DAY, Map.of(OPENAI, SOME)));
        assertThat(history.damagedLines()).isOne();
    }

    @Test
    void shouldKeepWhatTheDiskRefusesAndWriteItOnce() throws IOException {
        try (Ledger ledger = open()) {
            Files.delete(folder);
            Files.createFile(folder);
            ledger.offer(new Increment(OPENAI, SOME));
            await(() -> metrics.value(Counter.LEDGER_FAILURES) > 1);
            ledger.offer(new Increment(OPENAI, SOME));
            Files.delete(folder);
            Files.createDirectory(folder);
        }
        assertThat(history().read(DAY, DAY)).isEqualTo(Map.of(DAY, Map.of(OPENAI, SOME.plus(SOME))));
    }

    @Test
    void shouldCutOffHalfAWriteBeforeItWritesAgain() throws IOException {
        Path path = temp.resolve("page");
        try (LedgerFile file = new LedgerFile(path)) {
            file.append(bytes("one\n"));
            Files.writeString(path, "one\ntwo and a ha");
            file.append(bytes("two\n"));
        }
        assertThat(path).hasContent("one\ntwo\n");
    }

    @Test
    void shouldForgetTheDaysThatAreOver() throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of("2026-11-18.00000000000000ff.jsonl", "2026-11-19.00000000000000ff.jsonl", "2020-01-01.notes.jsonl")) {
            Files.createFile(folder.resolve(name));
        }
        try (Ledger ledger = open("ledger.keep_days", "2")) {
            ledger.offer(new Increment(OPENAI, SOME));
        }
        assertThat(files()).extracting(file -> file.getFileName().toString()).hasSize(3)
                .contains("2026-11-19.00000000000000ff.jsonl", "2020-01-01.notes.jsonl");
    }

    @Test
    void shouldSayThatTheFolderCannotBeWritten() throws IOException {
        Files.createFile(temp.resolve("var"));
        assertThatThrownBy(this::open).isInstanceOf(ConfigException.class).hasMessageStartingWith("ledger.folder: " + folder)
                .hasMessageEndingWith("name a folder that the relay may write");
    }

    @Test
    void shouldKeepCountingWhatTheLedgerDoesNotTakeNow() {
        List<Increment> taken = new ArrayList<>();
        boolean[] open = {false};
        long[] nanos = {0};
        Meter meter = new Meter(increment -> open[0] && taken.add(increment), () -> nanos[0]);
        Tally tally = meter.of(OPENAI);
        tally.sessionBegins();
        tally.audio(5);
        nanos[0] += 1_700_000;
        meter.handOver();
        tally.audio(6);
        nanos[0] += 1_700_000;
        open[0] = true;
        meter.handOver();
        meter.handOver();
        nanos[0] += 600_000;
        tally.sessionEnds();
        meter.handOver();
        assertThat(taken).extracting(Increment::usage).as("3.4 ms, then the rest of 4")
                .containsExactly(new Usage(1, 3, 11, 0, 0, 0), new Usage(0, 1, 0, 0, 0, 0));
        assertThat(meter.of(OPENAI)).isSameAs(tally);
    }

    private Ledger open(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("ledger.folder", folder.toString()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return Ledger.open(RelayConfig.of(all).ledger(), () -> now, metrics);
    }

    private UsageHistory history() {
        return new UsageHistory(folder);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
