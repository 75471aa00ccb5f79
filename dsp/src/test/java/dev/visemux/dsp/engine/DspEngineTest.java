// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DspEngineTest {
    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);
    private static final int MIB = 1 << 20;
    /** 200 ms. */
    private static final int FRAME = 9_600;

    private final FakeModel model = new FakeModel("default", 1);
    private final DspEngine engine = start(model.alone());
    private final Owner owner = new Owner();
    private final DspLink link = engine.link(owner);

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000})
    void shouldAnswerEachFrameWithAllHopsThatBeganInIt(int rateHz) {
        PcmFormat format = PcmFormat.pcm16(rateHz);
        Talker talker = new Talker(link, owner, format, "default", Mode.LIVE);
        byte[] pcm = Speech.babble(rateHz, 2 * rateHz);
        Random random = new Random(rateHz);
        for (int at = 0; at < pcm.length; ) {
            int to = Math.min(pcm.length, at + 2 * random.nextInt(1, rateHz / 3));
            assertThat(talker.say(pcm, at, to)).isTrue();
            talker.awaitCommitted();
            assertThat(talker.stream.track().published()).isEqualTo(format.hopsBegun(to / 2));
            at = to;
        }
        talker.finish();
        assertThat(talker.visemes()).hasSize(200);
    }

    @ParameterizedTest
    @EnumSource(PcmFormat.Encoding.class)
    void shouldTakeEveryEncoding(PcmFormat.Encoding encoding) {
        PcmFormat format = new PcmFormat(encoding, 8_000);
        Talker talker = new Talker(link, owner, format, "default", Mode.LIVE);
        talker.say(Speech.babble(2, 8_000), 0, 800 * format.bytesPerSample());
        talker.awaitHops(10);
        assertThat(talker.stream.committedSamples()).isEqualTo(800);
        assertThat(talker.stream.track().published()).isEqualTo(10);
    }

    @Test
    void shouldNotLetTheCutOfARecordingChangeIt() {
        byte[] pcm = Speech.babble(3, 24_000 * 4);
        List<Integer> whole = recorded(pcm, DspStream.MAX_RECORD_BYTES);
        assertThat(whole).hasSize(400).contains(0).anyMatch(viseme -> viseme != 0);
        assertThat(recorded(pcm, 2)).as("sample by sample").isEqualTo(whole);
        assertThat(recorded(pcm, 4_802)).isEqualTo(whole);
    }

    @Test
    void shouldNotLetTheRecordsOfAFrameChangeIt() {
        byte[] pcm = Speech.babble(4, 24_000);
        Talker straight = talker(Mode.LIVE);
        Talker chopped = talker(Mode.LIVE);
        for (int at = 0; at < pcm.length; at += FRAME) {
            engine.pause();
            straight.put(pcm, at, at + FRAME, true);
            for (int from = at; from < at + FRAME; from += 600) {
                chopped.put(pcm, from, from + 600, from + 600 == at + FRAME);
            }
            engine.resume();
            straight.awaitCommitted();
            chopped.awaitCommitted();
        }
        assertThat(chopped.visemes()).isEqualTo(straight.visemes()).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldSayTheSameAloneAndInCompany(Mode mode) {
        List<byte[]> pcm = new ArrayList<>();
        List<List<Integer>> alone = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pcm.add(Speech.babble(100 + i, 24_000 + 240 * i));
            alone.add(inFrames(List.of(pcm.get(i)), mode).getFirst());
        }
        assertThat(inFrames(pcm, mode)).isEqualTo(alone);
    }

    @Test
    void shouldServeManyStreamsInOneCall() {
        engine.pause();
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            talkers.add(talker(Mode.LIVE));
            talkers.get(i).say(Speech.babble(i, 4_800), 0, FRAME);
        }
        model.listening = true;
        engine.resume();
        talkers.forEach(Talker::awaitCommitted);
        assertThat(model.calls).containsExactly(new FakeModel.Call(32, 20));
    }

    @Test
    void shouldCallTheNetworkForRecordingsInOneShapeOnly() {
        model.listening = true;
        recorded(Speech.babble(5, 24_000 * 3), 5_000);
        assertThat(model.calls).isNotEmpty().containsOnly(new FakeModel.Call(8, 40));
        assertThat(engine.counters().value(Counter.SEGMENTS)).as("of 300 hops, cut every 40").isEqualTo(8);
    }

    @Test
    void shouldNeverReviseNorLookAhead() {
        byte[] pcm = Speech.babble(6, 24_000 * 2);
        List<Integer> all = inFrames(List.of(pcm), Mode.LIVE).getFirst();
        for (int frames = 1; frames < 10; frames++) {
            byte[] prefix = Arrays.copyOf(pcm, frames * FRAME);
            assertThat(inFrames(List.of(prefix), Mode.LIVE).getFirst()).isEqualTo(all.subList(0, 20 * frames));
        }
    }

    @Test
    void shouldAnswerALiveFrameOfMinutes() {
        byte[] pcm = Speech.babble(7, 24_000 * 40);
        Talker talker = talker(Mode.LIVE);
        assertThat(talker.say(pcm, 0, pcm.length)).isTrue();
        talker.awaitHops(4_000);
        assertThat(talker.visemes()).hasSize(4_000);
    }

    @Test
    void shouldHearWhatFollowsAGapWithoutWhatWentBefore() {
        byte[] before = Speech.babble(8, 24_000);
        byte[] after = Speech.babble(9, 24_000);
        Talker broken = talker(Mode.LIVE);
        broken.say(before, 0, before.length);
        broken.awaitCommitted();
        broken.stream.gap();
        broken.say(after, 0, after.length);
        broken.finish();
        Talker fresh = talker(Mode.LIVE);
        fresh.say(after, 0, after.length);
        fresh.finish();
        assertThat(broken.visemes().subList(100, 200)).isEqualTo(fresh.visemes());
    }

    @Test
    void shouldDecideWhatCameBeforeAGapInTheMiddleOfAFrame() {
        byte[] pcm = Speech.babble(10, 24_000);
        Talker talker = talker(Mode.LIVE);
        talker.put(pcm, 0, 10_002, false);
        talker.stream.gap();
        talker.put(pcm, 10_002, 20_000, true);
        talker.awaitHops(FORMAT.hopsBegun(10_000));
        assertThat(talker.stream.track().published()).isEqualTo(talker.stream.committedHops());
    }

    @Test
    void shouldTakeAFrameWholeOrNotAtAll() {
        Talker talker = talker(Mode.LIVE);
        assertThat(talker.stream.admits(2 * MIB)).isTrue();
        assertThat(talker.stream.admits(2 * MIB + 2)).isFalse();
        engine.pause();
        talker.say(new byte[2 * MIB - FRAME], 0, 2 * MIB - FRAME);
        assertThat(talker.stream.admits(FRAME)).isTrue();
        assertThat(talker.stream.admits(FRAME + 2)).isFalse();
        engine.resume();
        talker.awaitCommitted();
        assertThat(talker.stream.admits(2 * MIB)).isTrue();
    }

    @Test
    void shouldKeepRoomForControlRecordsWhenTheRingIsFull() {
        engine.pause();
        List<Talker> talkers = fillTheRing();
        talkers.forEach(talker -> talker.stream.gap());
        List<Talker> late = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            late.add(talker(Mode.LIVE));
            assertThat(late.get(i).stream.claim(2)).as("PCM never enters the reserve").isNegative();
        }
        engine.resume();
        talkers.forEach(Talker::finish);
        late.forEach(Talker::finish);
        assertThat(engine.counters().value(Counter.GAPS)).isEqualTo(talkers.size());
    }

    @Test
    void shouldHoldBackControlRecordsThatFindNoRoomAndThenSendThemFirst() {
        engine.pause();
        List<Talker> talkers = fillTheRing();
        for (int i = 0; i < 5_000; i++) {
            Talker late = talker(Mode.LIVE);
            late.stream.finish();
            talkers.add(late);
        }
        engine.resume();
        talkers.forEach(Talker::finish);
        assertThat(engine.counters().value(Counter.STREAMS)).isEqualTo(talkers.size());
    }

    @Test
    void shouldLeaveTheOwnerFreeWhileTheNetworkIsSlow() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        model.before = call -> {
            called.countDown();
            await(slow);
        };
        Talker talker = talker(Mode.LIVE);
        byte[] pcm = Speech.babble(11, 24_000 * 2);
        talker.say(pcm, 0, FRAME);
        called.await();
        for (int at = FRAME; at < pcm.length; at += FRAME) {
            assertThat(talker.say(pcm, at, at + FRAME)).isTrue();
        }
        assertThat(talker.stream.track().published()).isZero();
        slow.countDown();
        talker.awaitCommitted();
        assertThat(talker.visemes()).hasSize(200);
    }

    @Test
    void shouldEndTheStreamsOfAFailedBatchAndServeTheirSuccessors() {
        model.before = call -> {
            model.before = next -> {};
            throw new IllegalStateException("planted");
        };
        byte[] pcm = Speech.babble(12, 24_000);
        Talker victim = talker(Mode.LIVE);
        victim.say(pcm, 0, FRAME);
        owner.runUntil(victim.stream::stale);
        assertThat(victim.progress).isPositive();
        assertThat(victim.stream.admits(2)).isFalse();
        assertThat(victim.stream.claim(2)).isNegative();
        victim.stream.close();
        Talker successor = talker(Mode.LIVE);
        successor.say(pcm, 0, FRAME);
        successor.awaitHops(20);
        assertThat(engine.counters().value(Counter.FAULTS)).isEqualTo(1);
        assertThat(engine.counters().value(Counter.FAILED_STREAMS)).isEqualTo(1);
    }

    @Test
    void shouldSurviveEvenAnErrorOfTheNetwork() {
        model.before = call -> {
            model.before = next -> {};
            throw new StackOverflowError("planted");
        };
        Talker victim = talker(Mode.RECORDED);
        victim.say(Speech.babble(13, 24_000), 0, DspStream.MAX_RECORD_BYTES);
        victim.stream.finish();
        owner.runUntil(victim.stream::stale);
        assertThat(recorded(Speech.babble(13, 24_000), 9_000)).hasSize(100);
    }

    @Test
    void shouldKeepNetworksApart() {
        FakeModel other = new FakeModel("indonesian", 77);
        byte[] pcm = Speech.babble(14, 24_000);
        List<Integer> expected = recorded(pcm, 9_000);
        try (DspEngine both = start(VisemeModels.of(Map.of("default", () -> model, "indonesian", () -> other)))) {
            DspLink bothLink = both.link(owner);
            other.before = call -> {
                throw new IllegalStateException("planted");
            };
            both.pause();
            Talker english = new Talker(bothLink, owner, FORMAT, "default", Mode.RECORDED);
            Talker indonesian = new Talker(bothLink, owner, FORMAT, "indonesian", Mode.RECORDED);
            indonesian.put(pcm, 0, pcm.length, true);
            english.put(pcm, 0, pcm.length, true);
            both.resume();
            english.finish();
            owner.runUntil(indonesian.stream::stale);
            assertThat(english.visemes()).isEqualTo(expected);
        }
        assertThat(other.closed).isTrue();
    }

    @Test
    void shouldKeepWhatTheRingBackRefuses() {
        DspOptions small = new DspOptions(1, DspOptions.Pin.NEVER, MIB, MIB, false);
        byte[] second = Speech.babble(15, 24_000);
        try (DspEngine tight = DspEngine.start(small, model.alone())) {
            Owner deaf = new Owner();
            DspLink tightLink = tight.link(deaf);
            List<Talker> talkers = new ArrayList<>();
            for (int i = 0; tight.counters().value(Counter.BACK_FULL) == 0; i++) {
                Talker talker = new Talker(tightLink, deaf, FORMAT, "default", Mode.LIVE);
                talkers.add(talker);
                while (!talker.say(second, 0, second.length)) {
                    Thread.onSpinWait();
                }
            }
            talkers.forEach(Talker::awaitCommitted);
            List<Integer> first = talkers.getFirst().visemes();
            assertThat(talkers).allSatisfy(talker -> assertThat(talker.visemes()).isEqualTo(first));
        }
    }

    @Test
    void shouldWakeTheOwnerOnceForManyStreams() {
        engine.pause();
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            talkers.add(talker(Mode.LIVE));
            talkers.get(i).say(Speech.babble(i, 4_800), 0, FRAME);
        }
        int before = owner.wakeUps();
        engine.resume();
        talkers.forEach(Talker::awaitCommitted);
        assertThat(owner.wakeUps() - before).isEqualTo(1);
        assertThat(talkers).allSatisfy(talker -> assertThat(talker.progress).isEqualTo(1));
    }

    @Test
    void shouldNotCallAStreamThatItsOwnerClosed() {
        Talker talker = talker(Mode.LIVE);
        engine.pause();
        talker.say(Speech.babble(16, 4_800), 0, FRAME);
        engine.resume();
        talker.stream.close();
        Talker other = talker(Mode.LIVE);
        other.say(Speech.babble(16, 4_800), 0, FRAME);
        other.awaitCommitted();
        assertThat(talker.progress).isZero();
    }

    @Test
    void shouldSpreadOwnersOverWorkers() {
        try (DspEngine wide = DspEngine.start(DspOptions.defaults().withWorkers(2).withoutWarmUp(),
                VisemeModels.of(Map.of("default", () -> new FakeModel("default", 1))))) {
            List<Talker> talkers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                talkers.add(new Talker(wide.link(owner), owner, FORMAT, "default", Mode.LIVE));
                talkers.get(i).say(Speech.babble(17, 4_800), 0, FRAME);
            }
            talkers.forEach(Talker::awaitCommitted);
            assertThat(talkers).allSatisfy(
                    talker -> assertThat(talker.visemes()).isEqualTo(talkers.getFirst().visemes()));
        }
    }

    /** Owners on threads of their own do whatever owners do, in any order; every stream still gets its hops. */
    @Test
    void shouldServeUnrulyOwnersOnManyThreads() throws Exception {
        try (DspEngine wide = DspEngine.start(DspOptions.defaults().withWorkers(2).withoutWarmUp(),
                VisemeModels.of(Map.of("default", () -> new FakeModel("default", 1))));
                var threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> owners = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int seed = i;
                owners.add(threads.submit(() -> talkWildly(wide, seed)));
            }
            for (Future<?> each : owners) {
                each.get();
            }
            assertThat(wide.counters().value(Counter.FAULTS)).isZero();
        }
    }

    private static void talkWildly(DspEngine engine, int seed) {
        Random random = new Random(seed);
        Owner self = new Owner();
        DspLink link = engine.link(self);
        byte[] pcm = Speech.babble(seed, 24_000);
        List<Talker> talkers = new ArrayList<>();
        for (int step = 0; step < 1_500; step++) {
            if (talkers.size() < 8) {
                Mode mode = random.nextBoolean() ? Mode.LIVE : Mode.RECORDED;
                talkers.add(new Talker(link, self, FORMAT, "default", mode));
            }
            Talker talker = talkers.get(random.nextInt(talkers.size()));
            int what = random.nextInt(39);
            if (what < 30) {
                talker.say(pcm, 0, 2 * random.nextInt(1, 10_000));
            } else if (what < 35) {
                talker.stream.gap();
            } else if (what < 37) {
                talker.stream.close();
                talkers.remove(talker);
            } else {
                talker.finish();
                assertThat(talker.visemes()).hasSize((int) talker.stream.committedHops());
                talkers.remove(talker);
            }
        }
        talkers.forEach(Talker::finish);
        link.close();
    }

    @Test
    void shouldForgetALinkThatWasClosed() {
        Talker talker = talker(Mode.LIVE);
        talker.say(Speech.babble(19, 4_800), 0, FRAME);
        link.close();
        Owner next = new Owner();
        Talker other = new Talker(engine.link(next), next, FORMAT, "default", Mode.LIVE);
        other.say(Speech.babble(19, 4_800), 0, FRAME);
        other.awaitCommitted();
        assertThat(talker.progress).isZero();
    }

    @Test
    void shouldOutliveAnOwnerThatTakesNoMoreTasks() {
        DspLink dead = engine.link(task -> {
            throw new RejectedExecutionException("shut down");
        });
        Talker talker = new Talker(dead, owner, FORMAT, "default", Mode.LIVE);
        talker.say(Speech.babble(20, 4_800), 0, FRAME);
        recorded(Speech.babble(20, 4_800), 2_000);
        assertThat(engine.counters().value(Counter.FAULTS)).isZero();
    }

    @Test
    void shouldNameTheModelsThereAre() {
        assertThat(engine.models()).contains("default").doesNotContain("klingon");
        assertThatThrownBy(() -> link.open(FORMAT, "klingon", Mode.LIVE, () -> {}))
                .hasMessageContaining("klingon").hasMessageContaining("default");
    }

    @Test
    void shouldCloseItsNetworks() {
        engine.close();
        assertThat(model.closed).isTrue();
    }

    private List<Talker> fillTheRing() {
        List<Talker> talkers = new ArrayList<>();
        byte[] second = Speech.babble(18, 24_000);
        do {
            talkers.add(talker(Mode.LIVE));
        } while (talkers.getLast().say(second, 0, second.length));
        assertThat(talkers.size()).isGreaterThan(300);
        Talker last = talkers.getLast();
        for (int bytes = 1 << 14; bytes > 1; bytes /= 2) {
            while (last.say(second, 0, bytes)) {
                continue;
            }
        }
        return talkers;
    }

    private List<Integer> recorded(byte[] pcm, int pieceBytes) {
        Talker talker = talker(Mode.RECORDED);
        talker.dictate(pcm, pieceBytes);
        talker.finish();
        return talker.visemes();
    }

    /** A frame of each stream at a time. Live, all of them lie in the ring at once and are answered before the next. */
    private List<List<Integer>> inFrames(List<byte[]> pcm, Mode mode) {
        List<Talker> talkers = pcm.stream().map(each -> talker(mode)).toList();
        int longest = pcm.stream().mapToInt(each -> each.length).max().orElseThrow();
        for (int at = 0; at < longest; at += FRAME) {
            if (mode == Mode.LIVE) {
                engine.pause();
            }
            for (int i = 0; i < pcm.size(); i++) {
                Talker talker = talkers.get(i);
                byte[] sound = pcm.get(i);
                int from = Math.min(sound.length, at);
                int to = Math.min(sound.length, at + FRAME);
                owner.runUntil(() -> talker.say(sound, from, to));
            }
            if (mode == Mode.LIVE) {
                engine.resume();
                talkers.forEach(Talker::awaitCommitted);
            }
        }
        talkers.forEach(Talker::finish);
        return talkers.stream().map(Talker::visemes).toList();
    }

    private Talker talker(Mode mode) {
        return new Talker(link, owner, FORMAT, "default", mode);
    }

    private static DspEngine start(VisemeModels models) {
        return DspEngine.start(DspOptions.defaults().withWorkers(1).withoutWarmUp(), models);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
