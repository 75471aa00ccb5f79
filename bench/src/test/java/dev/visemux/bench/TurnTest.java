// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_UNKNOWN_FORMAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Signed URL, session, spoken turn: what arrives, however the vendor cuts and writes it. */
@ExtendWith(SharedRig.class)
class TurnTest {
    private final Rig rig;

    TurnTest(Rig rig) {
        this.rig = rig;
    }

    static Stream<Arguments> shouldAddVisemesToAudioAndChangeNothingElse() {
        List<Named<Consumer<FakeOptions>>> faults = List.of(
                Named.of("in a burst", options -> { }),
                Named.of("fragmented", options -> options.fragment = true),
                Named.of("cut at odd bytes", options -> options.odd = true),
                Named.of("with line breaks", options -> options.pretty = true),
                Named.of("a hop at a time", options -> options.chunkMillis = 10),
                Named.of("a second at a time", options -> options.chunkMillis = 1000),
                Named.of("all of it together", options -> {
                    options.fragment = true;
                    options.odd = true;
                    options.escape = true;
                    options.pretty = true;
                    options.parts = 2;
                    options.chunkMillis = 77;
                }));
        return Stream.concat(
                Arrays.stream(Vendor.values())
                        .flatMap(vendor -> faults.stream().map(fault -> Arguments.of(vendor, fault))),
                Stream.of(
                        fault(Vendor.openai, "with escapes in the base64", options -> options.escape = true),
                        fault(Vendor.openai, "with the beta's names", options -> options.beta = true),
                        fault(Vendor.gemini, "several parts in a message", options -> options.parts = 3),
                        fault(Vendor.vatel, "with an empty end", options -> options.emptyFinal = true)));
    }

    private static Arguments fault(Vendor vendor, String name, Consumer<FakeOptions> fault) {
        return Arguments.of(vendor, Named.of(name, fault));
    }

    @ParameterizedTest
    @MethodSource
    void shouldAddVisemesToAudioAndChangeNothingElse(Vendor vendor, Consumer<FakeOptions> fault) throws Exception {
        FakeOptions options = SharedRig.options();
        fault.accept(options);

        List<Delivery> deliveries = Turn.take(rig, vendor, options);

        assertThat(deliveries).allMatch(Delivery::identical);
        List<Delivery> audio = Turn.audio(deliveries);
        assertThat(audio).hasSizeGreaterThan(5).allMatch(delivery -> delivery.injected() != null);
        Delivery.Visemes last = audio.getLast().injected();
        assertThat(last.start() + last.audioDuration()).isEqualTo(6645); // ms of greeting.wav
        assertThat(vendor == Vendor.elevenlabs ? 0 : lastShape(deliveries)).isZero(); // which has no end of a turn
        if (vendor == Vendor.openai || vendor == Vendor.gemini) {
            assertThat(Turn.end(deliveries).closesTheMouth()).isTrue();
            assertThat(Turn.end(deliveries).audioEventId()).isEqualTo(audio.size());
            assertThat(Turn.end(deliveries).start()).isEqualTo(6645);
        }
    }

    /** The shape that was told last. */
    private static int lastShape(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::injected).filter(Objects::nonNull)
                .flatMap(field -> field.visemes().stream()).toList().getLast().visemeId();
    }

    @Test
    void shouldTellTimeWithoutDrift() throws Exception {
        FakeOptions options = SharedRig.options();
        options.odd = true;
        options.chunkMillis = 33;

        long start = 0;
        long number = 1;
        for (Delivery delivery : Turn.audio(Turn.take(rig, options))) {
            Delivery.Visemes field = delivery.injected();
            assertThat(field.start()).isEqualTo(start);
            assertThat(field.audioEventId()).isEqualTo(number++);
            assertThat(field.visemes()).allMatch(entry -> entry.visemeId() >= 0 && entry.visemeId() <= 21
                    && entry.offset() >= 0 && entry.offset() <= field.audioDuration());
            start += field.audioDuration();
        }
        assertThat(start).isEqualTo(6645);
    }

    @ParameterizedTest
    @CsvSource({"audio/pcm, 16000", "audio/pcm, 48000", "audio/pcmu, 8000", "audio/pcma, 8000"})
    void shouldHearTheFormatThatTheSessionAgreedOn(String type, int rateHz) throws Exception {
        try (WireClient client = rig.connect()) {
            client.send("""
                    {"type":"session.update","session":{"audio":{"output":{"format":{"type":"%s","rate":%d}}}}}"""
                    .formatted(type, rateHz));
            List<Delivery> deliveries = Turn.ask(rig, client);

            assertThat(deliveries).allMatch(Delivery::identical);
            assertThat(Turn.audio(deliveries)).allMatch(delivery -> delivery.injected() != null);
            assertThat(Turn.end(deliveries).start()).isBetween(6640L, 6650L); // the JDK's resampler may add a sample
        }
    }

    @Test
    void shouldHearTheFormatOfASingleResponse() throws Exception {
        try (WireClient client = rig.connect()) {
            client.send("""
                    {"type":"response.create","response":{"audio":{"output":{"format":{"type":"audio/pcma"}}}}}""");
            client.messages().await(message -> Turn.is("response.done", message));
            List<Delivery> first = Delivery.pair(rig.session().said().entries(), client.messages().entries());
            List<Delivery> both = rig.ask(Vendor.openai, client);

            assertThat(Turn.end(first).start()).isBetween(6640L, 6650L);
            assertThat(Turn.end(both.subList(first.size(), both.size())).start()).isEqualTo(8135); // ms of booking.wav
        }
    }

    @Test
    void shouldKeepAClockForEachOfTwoResponsesAtOnce() throws Exception {
        byte[] piece = new byte[4_800];
        try (WireClient client = rig.connect()) {
            for (int i = 0; i < 10; i++) {
                String json = Turn.delta(piece).json();
                rig.session().tell(new Line(i % 2 == 0 ? json : json.replace("\"r\"", "\"other\""), 0, true));
            }
            client.messages().await(10, _ -> true);

            assertThat(Turn.audio(Delivery.pair(rig.session().said().entries(), client.messages().entries())))
                    .allMatch(Delivery::identical)
                    .extracting(delivery -> delivery.injected().start())
                    .containsExactly(0L, 0L, 100L, 100L, 200L, 200L, 300L, 300L, 400L, 400L);
        }
    }

    @ParameterizedTest
    @CsvSource({"gemini, pcm_16000", "gemini, pcm_48000", "elevenlabs, pcm_8000", "elevenlabs, pcm_22050",
            "elevenlabs, pcm_44100", "elevenlabs, pcm_48000", "elevenlabs, ulaw_8000"})
    void shouldHearTheFormatThatTheVendorAnnounces(Vendor vendor, String format) throws Exception {
        FakeOptions options = SharedRig.options();
        options.format = format;

        List<Delivery> audio = Turn.audio(Turn.take(rig, vendor, options));

        assertThat(audio).allMatch(Delivery::identical).allMatch(delivery -> delivery.injected() != null);
        Delivery.Visemes last = audio.getLast().injected();
        assertThat(last.start() + last.audioDuration()).isBetween(6640L, 6650L);
    }

    @Test
    void shouldPassOnAudioInAFormatThatNobodyKnows() throws Exception {
        FakeOptions options = SharedRig.options();
        options.format = "mp3_44100";
        long before = rig.relay().metrics().value(UNDECORATED_UNKNOWN_FORMAT);

        List<Delivery> audio = Turn.audio(Turn.take(rig, Vendor.elevenlabs, options));

        assertThat(audio).allMatch(Delivery::identical).allMatch(delivery -> delivery.injected() == null);
        assertThat(rig.relay().metrics().value(UNDECORATED_UNKNOWN_FORMAT)).isEqualTo(before + audio.size());
    }

    @ParameterizedTest
    @EnumSource(value = Vendor.class, names = "elevenlabs", mode = EnumSource.Mode.EXCLUDE) // no end, no next turn
    void shouldBeginEachTurnWithAShapeAndItsOwnClock(Vendor vendor) throws Exception {
        rig.upstream().become(SharedRig.options());
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
    void shouldSpeakWithMoreThanOneMouth() throws Exception {
        List<Delivery.Entry> entries = Turn.audio(Turn.take(rig, SharedRig.options())).stream()
                .flatMap(delivery -> delivery.injected().visemes().stream()).toList();

        assertThat(entries.stream().map(Delivery.Entry::visemeId).distinct()).hasSizeGreaterThan(10);
    }

    @Test
    void shouldPassOnWhatTheClientSaysUnchanged() throws Exception {
        String microphone = "{ \"audio\" : \"" + "AAEC".repeat(5000) + "\", \"type\":\"input_audio_buffer.append\" }";
        String text = "{\"type\":\"unknown.type\",\"text\":\"Grüße, 你好, \\u00e9\"}";
        try (WireClient client = rig.connect()) {
            client.send(microphone);
            client.send(text);
            rig.session().heard().await(text::equals);

            assertThat(rig.session().heard().entries()).containsExactly(microphone, text);
        }
    }
}
