// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.vatel;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client of Vatel gets: a field beside {@code data}, and no message that Vatel did not send. */
@Timeout(60)
class VatelTurnsTest {
    private static final String INTERRUPTION = "{\"type\":\"interruption\"}";

    private final Wire wire = Wire.of("vatel");
    private int said;

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void shouldInjectBesideTheData() {
        String message = vatel("t1", pcm(2_400, true), false);
        assertThat(say(message)).isEqualTo(message.substring(0, message.length() - 1)
                + ",\"mascotVisemes\":{\"visemes\":[{\"visemeId\":2,\"offset\":0}],\"audio_event_id\":1,"
                + "\"subchunk_id\":1,\"total_chunks\":1,\"audio_duration\":100,\"start\":0}}");
    }

    @Test
    void shouldGiveEachTurnItsOwnClock() {
        say(vatel("t1", pcm(2_400, true), false));
        assertThat(visemes(say(vatel("t1", pcm(2_400, true), true)))).isEqualTo(new Visemes(List.of("0@100"), 2, 100, 100));
        assertThat(visemes(say(vatel("t2", pcm(2_400, true), false))).start()).isZero();
        assertThat(visemes(say(vatel("t2", new byte[0], true)))).isEqualTo(new Visemes(List.of("0@0"), 3, 0, 100));
        assertThat(say(vatel("t2", new byte[0], true))).isEqualTo(vatel("t2", new byte[0], true));
    }

    @Test
    void shouldEndATurnWithTheNextOneWhereNothingElseDoes() {
        for (int turn = 0; turn < 20; turn++) {
            String message = vatel("t" + turn, pcm(2_400, true), false).replace(",\"is_final\":false", "");
            assertThat(visemes(say(message))).isEqualTo(new Visemes(List.of("2@0"), turn + 1, 100, 0));
        }
        assertThat(wire.count(Counter.UNDECORATED_STREAMS)).isZero();
    }

    @Test
    void shouldCloseTheMouthOnceForLateAudioOfTheInterruptedTurn() {
        say(vatel("t1", pcm(2_400, true), false));
        assertThat(say(INTERRUPTION)).isEqualTo(INTERRUPTION);
        assertThat(wire.count(Counter.INTERRUPTIONS)).isOne();
        assertThat(visemes(say(vatel("t1", pcm(2_400, true), false)))).isEqualTo(new Visemes(List.of("0@0"), 2, 100, 100));
        assertThat(visemes(say(vatel("t1", pcm(2_400, true), false)))).isEqualTo(new Visemes(List.of(), 3, 100, 200));
        assertThat(visemes(say(vatel("t2", pcm(2_400, true), false)))).isEqualTo(new Visemes(List.of("2@0"), 4, 100, 0));
        assertThat(visemes(say(vatel("t1", pcm(2_400, true), true)))).isEqualTo(new Visemes(List.of(), 5, 100, 300));
        assertThat(visemes(say(vatel("t2", pcm(2_400, true), false))).start()).isEqualTo(100);
    }

    @Test
    void shouldEndSilentlyWithTheSession() {
        say(vatel("t1", pcm(2_400, true), false));
        String ended = "{\"type\":\"session_ended\",\"data\":{}}";
        assertThat(say(ended)).isEqualTo(ended);
        assertThat(visemes(say(vatel("t1", pcm(2_400, true), false))).start()).as("a new turn").isZero();
    }

    @Test
    void shouldLeaveEveryOtherMessageAlone() {
        for (String type : List.of("session_started", "speech_started", "speech_stopped", "response_text", "tool_call",
                "input_audio_transcript", "interruption", "made_up")) {
            String message = "{\"type\":\"" + type + "\",\"data\":{\"turn_id\":\"t1\",\"audio\":\"AAAA\",\"is_final\":true}}";
            assertThat(say(message)).isEqualTo(message);
        }
        assertThat(wire.count(Counter.UNPARSED)).isZero();
        assertThat(wire.count(Counter.AUDIO_MESSAGES)).isZero();
    }

    /** One message, and what became of it. */
    private String say(String message) {
        wire.vendorSays(message);
        return wire.await(++said).getLast();
    }
}
