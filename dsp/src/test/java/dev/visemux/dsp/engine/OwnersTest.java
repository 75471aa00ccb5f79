// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Whatever owners do, and on whichever threads, every stream gets its hops, and who has left is not called. */
class OwnersTest extends WithEngine {
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
}
