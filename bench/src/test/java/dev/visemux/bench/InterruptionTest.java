// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** What is late: OpenAI sends a message after the response's end, Gemini none, the others two. */
    @ParameterizedTest
    @CsvSource({"openai, 3", "gemini, 0", "elevenlabs, 2", "vatel, 2"})
    void shouldCloseTheMouthOnceAndCountWhatStillArrives(Vendor vendor, int late) throws Exception {
        FakeOptions options = SharedRig.options();
        options.interruptAfterMillis = 500;
        List<Delivery> deliveries = Turn.take(rig, vendor, options);

        assertThat(deliveries).allMatch(Delivery::identical);
        List<Delivery> audio = Turn.audio(deliveries);
        assertThat(audio).extracting(delivery -> delivery.injected().audioDuration()).containsOnly(100L);
        assertThat(audio).extracting(delivery -> delivery.injected().start()).containsExactlyElementsOf(
                LongStream.range(0, 5 + late).mapToObj(k -> 100 * k).toList());
        if (late == 0) {
            assertThat(Turn.end(deliveries).closesTheMouth()).isTrue();
        } else {
            assertThat(audio.get(5).injected().visemes()).isEqualTo(CLOSED);
            assertThat(audio.subList(6, 5 + late)).allMatch(delivery -> delivery.injected().visemes().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldAnalyseTheTurnAfterAnInterruption(Vendor vendor) throws Exception {
        FakeOptions options = SharedRig.options();
        options.interruptAfterMillis = 500;
        rig.upstream().become(options);
        try (WireClient client = rig.connect(vendor, Map.of())) {
            int first = rig.ask(vendor, client).size();
            List<Delivery> both = rig.ask(vendor, client);

            Delivery.Visemes second = Turn.audio(both.subList(first, both.size())).getFirst().injected();
            assertThat(second.start()).isZero();
            assertThat(second.visemes().getFirst().offset()).isZero();
            assertThat(both).allMatch(Delivery::identical);
        }
    }

    @Test
    void shouldGoOnWhereTheClientWantsNoInterruption() throws Exception {
        FakeOptions options = SharedRig.options();
        options.interruptAfterMillis = 500;
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            client.send("""
                    {"type":"session.update","session":{"audio":{"input":{"turn_detection":{\
                    "interrupt_response":false}}}}}""");
            client.messages().await(1, _ -> true);
            List<Delivery> deliveries = rig.ask(Vendor.openai, client);

            assertThat(deliveries).extracting(delivery -> delivery.got().string())
                    .anyMatch(message -> message.contains("speech_started"));
            assertThat(Turn.end(deliveries).start()).isEqualTo(6645);
            assertThat(Turn.audio(deliveries).subList(10, 60).stream()
                    .flatMap(delivery -> delivery.injected().visemes().stream())).hasSizeGreaterThan(20);
        }
    }
}
