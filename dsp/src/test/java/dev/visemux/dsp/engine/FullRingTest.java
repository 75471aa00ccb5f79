// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What finds no room in a ring waits or is refused whole; nothing is lost that was taken. */
class FullRingTest extends WithEngine {
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

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
