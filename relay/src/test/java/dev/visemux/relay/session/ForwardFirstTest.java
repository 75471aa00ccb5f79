// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to the engine: audio flows on, unchanged and in order, and a counter says what was missed. */
@Timeout(60)
class ForwardFirstTest {
    private static final String OTHER = "{\"type\":\"rate_limits.updated\"}";

    @Test
    void shouldWaitNoLongerThanHoldForAStoppedEngineAndThenNotAtAll() {
        try (Wire wire = new Wire()) {
            wire.engine.pause();
            String first = delta(pcm(480, true));
            String second = delta(pcm(960, true));
            wire.vendorSays(first, OTHER, second);
            wire.pass(44);
            assertThat(wire.heard()).isEmpty();
            wire.pass(6);
            assertThat(wire.heard()).containsExactly(first, OTHER, second);
            wire.vendorSays(second);
            assertThat(wire.heard()).containsExactly(first, OTHER, second, second);
            assertThat(wire.count(Counter.UNDECORATED_HOLD)).isEqualTo(3);
            assertThat(wire.count(Counter.DECORATED)).isZero();
        }
    }

    @Test
    void shouldDecorateAgainOnceVisemesKeepUp() {
        try (Wire wire = new Wire()) {
            wire.engine.pause();
            wire.vendorSays(delta(pcm(480, true)), delta(pcm(480, true)));
            wire.pass(50);
            assertThat(wire.heard()).hasSize(2);
            wire.engine.resume();
            wire.await(() -> wire.engine.counters().value(DspCounters.Counter.HOPS) == 4);
            wire.settleWakeUps();
            wire.vendorSays(delta(pcm(480, true)));
            Visemes back = visemes(wire.await(3).getLast());
            assertThat(back).as("the first that is sent of a turn").isEqualTo(new Visemes(List.of("2@0"), 3, 20, 40));
            wire.vendorSays(delta(pcm(480, true)));
            assertThat(visemes(wire.await(4).getLast())).isEqualTo(new Visemes(List.of(), 4, 20, 60));
        }
    }

    @Test
    void shouldBeginToCountWhenAFrameBecomesTheFirst() {
        try (Wire wire = new Wire()) {
            wire.engine.pause();
            wire.vendorSays(delta("r1", pcm(480, true)), delta("r2", pcm(480, true)));
            wire.pass(50);
            assertThat(wire.heard()).hasSize(1);
            wire.pass(44);
            assertThat(wire.heard()).hasSize(1);
            wire.pass(6);
            assertThat(wire.heard()).hasSize(2);
        }
    }

    @Test
    void shouldNotWaitForASlowNetwork() {
        try (Wire wire = new Wire()) {
            Semaphore gate = new Semaphore(0);
            wire.model.before = gate::acquireUninterruptibly;
            String slow = delta(pcm(480, true));
            wire.vendorSays(slow);
            wire.pass(50);
            assertThat(wire.heard()).containsExactly(slow);
            assertThat(wire.count(Counter.UNDECORATED_HOLD)).isOne();
            gate.release(1_000);
        }
    }

    @Test
    void shouldForwardWhatFindsNoRoomInTheRing() {
        DspOptions tight = new DspOptions(1, DspOptions.Pin.NEVER, 1 << 20, 1 << 16, false);
        try (Wire wire = new Wire(Map.of(), tight, "ws://vendor/")) {
            wire.stand();
            wire.engine.pause();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                sent.add(delta(pcm(5_000 + i, true)));
                wire.vendorSays(sent.getLast());
            }
            wire.pass(50);
            assertThat(wire.heard()).isEqualTo(sent);
            assertThat(wire.count(Counter.UNDECORATED_RING_FULL)).isBetween(5L, 7L);
            assertThat(wire.count(Counter.UNDECORATED_RING_FULL) + wire.count(Counter.UNDECORATED_HOLD)).isEqualTo(12);
            wire.engine.resume();
            wire.await(() -> wire.engine.counters().value(DspCounters.Counter.HOPS)
                    >= 20 * wire.count(Counter.UNDECORATED_HOLD));
            wire.settleWakeUps();
            wire.vendorSays(delta(pcm(480, true)));
            long start = visemes(wire.await(13).getLast()).start();
            assertThat(start).as("what was not analysed was heard").isGreaterThanOrEqualTo(12 * 5_000 / 24);
        }
    }

    @Test
    void shouldForwardAMessageThatIsLargerThanAStreamsShare() {
        try (Wire wire = new Wire()) {
            String huge = delta(new byte[3 << 20]);
            wire.vendorSays(huge);
            assertThat(wire.heard()).containsExactly(huge);
            assertThat(wire.count(Counter.UNDECORATED_RING_FULL)).isOne();
            wire.vendorSays(delta(pcm(480, true)));
            assertThat(visemes(wire.await(2).getLast()).visemes()).hasSize(1);
        }
    }

    @Test
    void shouldOpenANewStreamAfterAFault() {
        try (Wire wire = new Wire()) {
            wire.model.before = () -> {
                throw new IllegalStateException("planted");
            };
            String lost = delta(pcm(480, true));
            wire.vendorSays(lost);
            assertThat(wire.await(1)).containsExactly(lost);
            assertThat(wire.count(Counter.UNDECORATED_ENGINE)).isOne();
            wire.model.before = () -> { };
            wire.vendorSays(delta(pcm(480, true)));
            assertThat(visemes(wire.await(2).getLast())).isEqualTo(new Visemes(List.of("2@0"), 2, 20, 20));
        }
    }

    @Test
    void shouldNotWaitAtAllWithoutHold() {
        try (Wire wire = new Wire(Map.of("session.hold", "0ms"))) {
            String audio = delta(pcm(480, true));
            wire.engine.pause();
            wire.vendorSays(audio);
            assertThat(wire.heard()).containsExactly(audio);
        }
    }

    @Test
    void shouldLetHeldFramesGoBeforeTheVendorsClose() {
        try (Wire wire = new Wire()) {
            wire.engine.pause();
            String audio = delta(pcm(480, true));
            wire.vendorSays(Frames.text(audio), Frames.text(done("r1")), Frames.close(3001, "so long"));
            assertThat(Frames.messages(wire.clientFrames())).extracting(Frames.Frame::payload).satisfiesExactly(
                    payload -> assertThat(payload).isEqualTo(audio),
                    payload -> assertThat(Audio.original(payload)).isEqualTo(done("r1")),
                    payload -> assertThat(payload).isEqualTo("3001 so long"));
        }
    }

    @Test
    void shouldFreeWhatIsHeldWhenTheClientIsGone() {
        try (Wire wire = new Wire()) {
            wire.engine.pause();
            wire.vendorSays(delta(pcm(480, true)), OTHER, delta(pcm(480, true)));
            wire.client.close();
            wire.vendor.close();
            assertThat(wire.sessions.count()).isZero();
        }
    }
}
