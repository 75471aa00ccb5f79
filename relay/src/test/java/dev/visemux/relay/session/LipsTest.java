// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.vatel;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Natural lip sync within a session, and how a turn's mouth closes, whichever vendor speaks. */
@Timeout(60)
class LipsTest {
    private static final int RATE_HZ = 24_000;
    /** Loud is a shape that may not be skipped, and held long enough to be seen in a test. */
    private static final LipSyncOptions HOLDING =
            new LipSyncOptions(0, 0, 0, 1, false, true, 200, Set.of(LoudnessModel.LOUD));

    /** One session, message by message. */
    record Teller(Wire wire, List<String> heard) implements AutoCloseable {
        static Teller of(String provider, LipSyncOptions options) {
            return new Teller(Wire.of(provider, Map.of(), new Lips("default", options, null)), new ArrayList<>());
        }

        String say(String message) {
            wire.vendorSays(message);
            heard.add(wire.await(heard.size() + 1).getLast());
            return heard.getLast();
        }

        @Override
        public void close() {
            wire.close();
        }
    }

    @Test
    void shouldSayThatItSmoothsAndSmooth() {
        byte[] blip = sound(100, -10, 100); // speech of no length in silence
        try (Teller natural = Teller.of("openai", LipSyncOptions.CONVERSATION);
                Teller raw = Teller.of("openai", LipSyncOptions.RAW)) {
            String message = natural.say(delta(blip));
            assertThat(message).endsWith("\"audio_duration\":210,\"start\":0,\"smoothed\":true}}");
            assertThat(visemes(message).visemes()).containsExactly("0@0");
            assertThat(Audio.original(message)).isEqualTo(delta(blip));
            assertThat(natural.say(done("r1"))).endsWith("\"audio_duration\":0,\"start\":210,\"smoothed\":true}}");
            assertThat(visemes(raw.say(delta(blip))).visemes()).hasSize(3);
            assertThat(raw.say(done("r1"))).endsWith("\"audio_duration\":0,\"start\":210}}");
        }
    }

    @Test
    void shouldHoldAcrossMessagesAndBeginEachTurnAnew() {
        try (Teller session = Teller.of("openai", HOLDING)) {
            assertThat(visemes(session.say(delta(sound(-50, 50)))).visemes()).containsExactly("2@0");
            assertThat(visemes(session.say(delta(sound(50)))).visemes()).isEmpty();
            assertThat(visemes(session.say(delta(sound(100)))).visemes()).as("200 ms after it was told")
                    .containsExactly("0@50");
            session.say(done("r1"));
            session.say(created("r2"));
            assertThat(visemes(session.say(delta("r2", sound(50)))).visemes()).containsExactly("0@0");
        }
    }

    @Test
    void shouldForgetWhatWaitsWhenTheUserInterrupts() {
        LipSyncOptions options = new LipSyncOptions(0, 0, 0, 1, true, true, 200, Set.of(LoudnessModel.LOUD));
        try (Teller session = Teller.of("openai", options)) {
            session.say(created("r1"));
            assertThat(visemes(session.say(delta(sound(-50, 50)))).visemes()).as("silence waits").containsExactly("2@0");
            session.say("{\"type\":\"input_audio_buffer.speech_started\"}");
            assertThat(visemes(session.say(delta(sound(-200)))).visemes()).containsExactly("0@0");
            assertThat(visemes(session.say(delta(sound(-200)))).visemes()).isEmpty();
            session.say(created("r2"));
            assertThat(visemes(session.say(delta("r2", sound(-20)))).visemes()).containsExactly("2@0");
        }
    }

    @Test
    void shouldGoOnFromWhatWasToldWhereMessagesWereNotDecorated() {
        try (Teller session = Teller.of("openai", HOLDING)) {
            session.say(delta(sound(-50, 20)));
            session.wire.engine.pause();
            session.wire.vendorSays(delta(sound(100)));
            session.wire.pass(50);
            assertThat(session.wire.count(Counter.UNDECORATED_HOLD)).isOne();
            session.heard.add(session.wire.await(2).getLast());
            session.wire.engine.resume();
            session.wire.await(() -> session.wire.engine.counters().value(DspCounters.Counter.HOPS) >= 17);
            session.wire.settleWakeUps();
            assertThat(visemes(session.say(delta(sound(100))))).isEqualTo(new Visemes(List.of("0@30"), 3, 100, 170));
        }
    }

    @Test
    void shouldCloseTheMouthAtTheEndOfTheLastAudio() {
        try (Teller session = Teller.of("vatel", LipSyncOptions.RAW)) {
            session.say(vatel("t1", sound(-100), false));
            assertThat(visemes(session.say(vatel("t1", sound(-100), true))))
                    .isEqualTo(new Visemes(List.of("0@100"), 2, 100, 100));
            assertThat(visemes(session.say(vatel("t2", sound(-100, 100), true))).visemes())
                    .as("closed already").hasSize(2).last().asString().startsWith("0@1").isNotEqualTo("0@200");
            assertThat(visemes(session.say(vatel("t3", sound(-100), false))))
                    .isEqualTo(new Visemes(List.of("2@0"), 4, 100, 0));
            assertThat(visemes(session.say(vatel("t3", new byte[0], true))).visemes()).as("no more sound")
                    .containsExactly("0@0");
            assertThat(visemes(session.say(vatel("t4", sound(-20), false))).start()).isZero();
        }
    }

    @Test
    void shouldHearATurnThatIsOneTooManySoThatItsClockIsRight() {
        try (Teller session = Teller.of("openai", LipSyncOptions.RAW)) {
            for (int i = 0; i < 4; i++) {
                session.say(delta("r" + i, sound(-20)));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(session.say(delta("r4", sound(-20)))).isEqualTo(delta("r4", sound(-20)));
            }
            assertThat(session.wire.count(Counter.UNDECORATED_STREAMS)).isEqualTo(3);
            session.say(done("r2"));
            assertThat(visemes(session.say(delta("r4", sound(-20))))).isEqualTo(new Visemes(List.of("2@0"), 8, 20, 60));
            String silent = delta("r5", sound(-20));
            assertThat(session.say(silent)).isEqualTo(silent);
            assertThat(session.say(done("r5"))).as("no mouth was open").isEqualTo(done("r5"));
        }
    }

    @Test
    void shouldForwardAMessageOfTenMegabytes() {
        try (Teller session = Teller.of("openai", LipSyncOptions.CONVERSATION)) {
            String huge = delta(new byte[7_500_000]);
            assertThat(session.say(huge)).isEqualTo(huge);
            assertThat(session.wire.count(Counter.UNDECORATED_RING_FULL)).as("beyond a stream's share").isOne();
            assertThat(visemes(session.say(delta(sound(-100)))).start()).isEqualTo(7_500_000 / 48);
        }
    }

    /** Milliseconds of silence, or, negative, of noise. */
    private static byte[] sound(int... millis) {
        ByteArrayOutputStream sound = new ByteArrayOutputStream();
        for (int part : millis) {
            sound.writeBytes(pcm(Math.abs(part) * RATE_HZ / 1000, part < 0));
        }
        return sound.toByteArray();
    }
}
