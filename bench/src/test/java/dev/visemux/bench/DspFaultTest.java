// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.AUDIO_MESSAGES;
import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_HOLD;
import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_RING_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Forward first: whatever the engine does, audio arrives unchanged and in order, and a counter says so. */
class DspFaultTest {
    private final AtomicLong slownessNanos = new AtomicLong();
    private Rig rig;

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldForwardAllAudioWhileTheEngineStandsStill() throws Exception {
        start(Map.of("session.hold", "20ms"));
        rig.relay().engine().pause();

        List<Delivery> turn = Turn.take(rig, SharedRig.options());

        assertThat(turn).allMatch(Delivery::identical);
        assertThat(Turn.audio(turn)).allMatch(delivery -> delivery.injected() == null);
        assertThat(value(UNDECORATED_HOLD)).isEqualTo(Turn.audio(turn).size());
        rig.relay().engine().resume();
        Await.until("a turn is analysed again", () -> isAnalysed(Turn.take(rig, SharedRig.options())));
    }

    @Test
    void shouldNotAddUpTheWaitsForASlowEngine() throws Exception {
        start(Map.of("session.hold", "200ms"));
        slownessNanos.set(TimeUnit.MILLISECONDS.toNanos(400));
        long began = System.nanoTime();

        List<Delivery> turn = Turn.take(rig, SharedRig.options());

        assertThat(System.nanoTime() - began).as("67 messages that each waited for 200 ms would take 13 s")
                .isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(turn).allMatch(Delivery::identical);
        assertThat(value(UNDECORATED_HOLD)).isPositive().isEqualTo(
                Turn.audio(turn).stream().filter(delivery -> delivery.injected() == null).count());
    }

    @Test
    void shouldAnalyseTheRestOfATurnOnceTheEngineHasCaughtUp() throws Exception {
        start(Map.of("session.hold", "300ms"));
        try (WireClient client = rig.connect()) {
            rig.relay().engine().pause();
            sayAndHear(client);
            rig.relay().engine().resume();
            Await.until("the engine has caught up", () -> isAnalysed(sayAndHear(client)));

            for (int i = 0; i < 10; i++) {
                assertThat(isAnalysed(sayAndHear(client))).isTrue();
            }
        }
    }

    /** One more message, once it is there. */
    private List<Delivery> sayAndHear(WireClient client) throws Exception {
        int before = client.messages().size();
        rig.session().tell(Turn.delta(new byte[4_800]));
        client.messages().await(before, _ -> true);
        List<Delivery> all = Delivery.pair(rig.session().said().entries(), client.messages().entries());
        return all.subList(before, all.size());
    }

    @Test
    void shouldForwardWhatFindsNoRoomInTheRing() throws Exception {
        start(Map.of("session.hold", "20ms", "dsp.ring_bytes", "1MiB", "dsp.stream_bytes", "64KiB"));
        rig.relay().engine().pause();

        List<Delivery> turn = Turn.take(rig, SharedRig.options());

        assertThat(turn).allMatch(Delivery::identical);
        assertThat(value(UNDECORATED_RING_FULL)).isGreaterThan(Turn.audio(turn).size() / 2);
        rig.relay().engine().resume();
    }

    @Test
    void shouldGiveNobodysRoomInTheRingToAnotherStream() throws Exception {
        start(Map.of("session.hold", "5s", "dsp.ring_bytes", "1MiB", "dsp.stream_bytes", "64KiB"));
        try (WireClient greedy = rig.connect()) {
            FakeSession flood = rig.session();
            try (WireClient bystander = rig.connect()) {
                rig.relay().engine().pause();
                for (int i = 0; i < 60; i++) {
                    flood.tell(Turn.delta(new byte[4_800]));
                }
                Await.until("the greedy one's share is full", () -> value(UNDECORATED_RING_FULL) == 60 - 13); // 64 KiB
                rig.session().tell(Turn.delta(new byte[4_800]));
                Await.until("all is in the ring", () -> value(AUDIO_MESSAGES) == 61);
                rig.relay().engine().resume();

                bystander.messages().await(1, _ -> true);
                assertThat(isAnalysed(Delivery.pair(rig.session().said().entries(), bystander.messages().entries()))).isTrue();
                greedy.messages().await(60, _ -> true);
                List<Delivery> all = Delivery.pair(flood.said().entries(), greedy.messages().entries());
                assertThat(all).allMatch(Delivery::identical);
                assertThat(Turn.audio(all).stream().filter(delivery -> delivery.injected() != null)).hasSize(13);
            }
        }
    }

    @Test
    void shouldTellTimeAcrossAudioThatWasNotAnalysed() throws Exception {
        start(Map.of("session.hold", "20ms", "dsp.ring_bytes", "1MiB", "dsp.stream_bytes", "64KiB"));
        FakeOptions options = SharedRig.options();
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            rig.relay().engine().pause();
            Turn.ask(rig, client);
            rig.relay().engine().resume();
            int first = client.messages().size();
            List<Delivery> both = Turn.ask(rig, client);

            assertThat(both).allMatch(Delivery::identical);
            assertThat(Turn.end(both.subList(first, both.size())).start()).isEqualTo(8135); // ms of booking.wav
        }
    }

    private void start(Map<String, String> settings) throws Exception {
        rig = OneShapeModel.rig(settings, slownessNanos);
    }

    private static boolean isAnalysed(List<Delivery> turn) {
        return Turn.audio(turn).stream().allMatch(delivery -> delivery.injected() != null);
    }

    private long value(Counter counter) {
        return rig.relay().metrics().value(counter);
    }
}
