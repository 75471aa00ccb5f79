// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The user barges in: what was said before keeps its visemes, what still comes moves no mouth. */
@ExtendWith(SharedRig.class)
class InterruptionTest {
    private static final List<Delivery.Entry> CLOSED = List.of(new Delivery.Entry(0, 0));

    private final Rig rig;

    InterruptionTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldTakeAudioAfterTheClientsOwnCancelAsLate() throws Exception {
        try (WireClient client = rig.connect()) {
            rig.session().tell(new Line("{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}", 0, false));
            rig.session().tell(Turn.delta(new byte[4_800]));
            client.messages().await(2, _ -> true);
            client.send("{\"type\":\"response.cancel\"}");
            client.messages().await(message -> Turn.is("error", message)); // the vendor has heard it
            rig.session().tell(Turn.delta(new byte[4_800]));
            rig.session().tell(Turn.delta(new byte[4_800]));
            client.messages().await(5, _ -> true);

            List<Delivery> audio = Turn.audio(
                    Delivery.pair(rig.session().said().entries(), client.messages().entries()));
            assertThat(audio).extracting(delivery -> delivery.injected().visemes())
                    .containsExactly(CLOSED, CLOSED, List.of()); // silence, then the end of it
        }
    }

    @Test
    void shouldRememberAnInterruptedTurnBeyondItsEnd() throws Exception {
        try (WireClient client = rig.connect()) {
            String end = "{\"type\":\"response.output_audio.done\",\"response_id\":\"r\",\"item_id\":\"i\"}";
            List<Line> lines = List.of(
                    new Line("{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}", 0, false),
                    Turn.delta(new byte[4_800]), new Line("{\"type\":\"input_audio_buffer.speech_started\"}", 0, false),
                    Turn.delta(new byte[4_800]), new Line(end, 0, false), Turn.delta(new byte[4_800]));
            for (Line line : lines) { // each one alone: nothing of the turn waits when the next one comes
                int before = client.messages().size();
                rig.session().tell(line);
                client.messages().await(before, _ -> true);
            }

            List<Delivery> audio = Turn.audio(
                    Delivery.pair(rig.session().said().entries(), client.messages().entries()));
            assertThat(audio).extracting(delivery -> delivery.injected().start()).containsExactly(0L, 100L, 200L);
            assertThat(audio).extracting(delivery -> delivery.injected().visemes())
                    .containsExactly(CLOSED, CLOSED, List.of());
        }
    }

    @Test
    void shouldCloseTheMouthOnceAndCountWhatStillArrives() throws Exception {
        FakeOptions options = SharedRig.options();
        options.interruptAfterMillis = 500;
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            client.send(Turn.ASK);
            FakeSession session = rig.session();
            Await.until("eight audio messages, one of them after response.done", () ->
                    session.said().entries().stream().filter(FakeSession.Said::audio).count() == 8
                            && client.messages().size() == session.said().size());

            List<Delivery> deliveries = Delivery.pair(rig.session().said().entries(), client.messages().entries());
            List<Delivery> audio = Turn.audio(deliveries);
            assertThat(deliveries).allMatch(Delivery::identical);
            assertThat(audio).hasSize(8);
            assertThat(audio).extracting(delivery -> delivery.injected().audioDuration()).containsOnly(100L);
            assertThat(audio.get(5).injected().visemes()).isEqualTo(CLOSED);
            assertThat(audio.get(6).injected().visemes()).isEmpty();
            assertThat(audio.get(7).injected().visemes()).isEmpty();
            assertThat(audio).extracting(delivery -> delivery.injected().start())
                    .containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L);
        }
    }
}
