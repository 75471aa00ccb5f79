// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that stands still or dies costs its streams their visemes, and nobody anything for long. */
@Timeout(60)
class SupervisorTest {
    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);
    private static final byte[] SPEECH = Speech.babble(3, 9_600);

    private final CountDownLatch awake = new CountDownLatch(1);
    private final Owner owner = new Owner();
    /** What happens when a network is asked: to the first that is made, to the second ... */
    private final List<Runnable> fates = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final DspEngine engine = DspEngine.start(
            DspOptions.defaults().withWorkers(1).withStallMillis(1_000).withoutWarmUp(),
            VisemeModels.of(Map.of("default", this::network)));
    private final DspLink link = engine.link(owner);

    private FakeModel network() {
        FakeModel network = new FakeModel("default", 1);
        int number = made.getAndIncrement();
        network.before = _ -> {
            if (number < fates.size()) {
                fates.get(number).run();
            }
        };
        return network;
    }

    @AfterEach
    void close() {
        awake.countDown();
        engine.close();
    }

    @Test
    void shouldReplaceAWorkerThatStandsStillAndBeLeftAloneWhenItWakesUp() {
        fates.add(this::standStill);
        Talker live = talker(Mode.LIVE);
        live.say(SPEECH, 0, SPEECH.length);
        Talker recorded = talker(Mode.RECORDED);
        recorded.say(SPEECH, 0, SPEECH.length);
        owner.runUntil(() -> live.stream.stale() && recorded.stream.stale());
        assertThat(live.progress).isEqualTo(1);
        assertThat(live.visemes()).isEmpty();
        live.stream.close();
        assertThat(engine.counters().value(Counter.RESTARTS)).isEqualTo(1);
        List<Integer> first = spoken();
        assertThat(first).hasSize(40);
        awake.countDown();
        for (int i = 0; i < 20; i++) {
            assertThat(spoken()).isEqualTo(first);
        }
        assertThat(engine.counters().value(Counter.FAULTS)).isZero();
    }

    @Test
    void shouldReplaceAWorkerWhoseThreadHasEnded() {
        fates.add(() -> Thread.currentThread().interrupt());
        Talker last = talker(Mode.LIVE);
        last.say(SPEECH, 0, SPEECH.length);
        last.awaitCommitted(); // the batch in hand is served
        last.say(SPEECH, 0, SPEECH.length);
        owner.runUntil(last.stream::stale);
        assertThat(spoken()).hasSize(40);
        assertThat(engine.counters().value(Counter.RESTARTS)).isEqualTo(1);
    }

    @Test
    void shouldGoOnTryingWhereTheNextOneStandsStillToo() {
        fates.add(this::standStill);
        fates.add(this::standStill);
        for (int i = 0; i < 2; i++) {
            Talker victim = talker(Mode.LIVE);
            victim.say(SPEECH, 0, SPEECH.length);
            owner.runUntil(victim.stream::stale);
        }
        assertThat(spoken()).hasSize(40);
        assertThat(engine.counters().value(Counter.RESTARTS)).isEqualTo(2);
    }

    @Test
    void shouldCloseThoughAWorkerStandsStill() {
        fates.add(this::standStill);
        talker(Mode.LIVE).say(SPEECH, 0, SPEECH.length);
        engine.close();
    }

    private List<Integer> spoken() {
        Talker talker = talker(Mode.LIVE);
        talker.say(SPEECH, 0, SPEECH.length);
        talker.awaitCommitted();
        talker.stream.close();
        return talker.visemes();
    }

    private Talker talker(Mode mode) {
        return new Talker(link, owner, FORMAT, "default", mode);
    }

    /** As native code does that waits for something: no interrupt ends it. */
    private void standStill() {
        boolean woken = false;
        while (!woken) {
            try {
                awake.await();
                woken = true;
            } catch (InterruptedException e) {
                // not by that
            }
        }
    }
}
