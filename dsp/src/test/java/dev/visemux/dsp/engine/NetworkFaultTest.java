// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A network that throws ends the streams that it was asked for, and no others. */
class NetworkFaultTest extends WithEngine {
    @Test
    void shouldEndTheStreamsOfAFailedBatchAndServeTheirSuccessors() {
        model.before = call -> {
            model.before = next -> {};
            throw new IllegalStateException("planted");
        };
        byte[] pcm = Speech.babble(12, 24_000);
        Talker victim = talker(Mode.LIVE);
        victim.say(pcm, 0, FRAME);
        owner.runUntil(victim.stream::stale);
        assertThat(victim.progress).isPositive();
        assertThat(victim.stream.admits(2)).isFalse();
        assertThat(victim.stream.claim(2)).isNegative();
        victim.stream.close();
        Talker successor = talker(Mode.LIVE);
        successor.say(pcm, 0, FRAME);
        successor.awaitHops(20);
        assertThat(engine.counters().value(Counter.FAULTS)).isEqualTo(1);
        assertThat(engine.counters().value(Counter.FAILED_STREAMS)).isEqualTo(1);
    }

    @Test
    void shouldSurviveEvenAnErrorOfTheNetwork() {
        model.before = call -> {
            model.before = next -> {};
            throw new StackOverflowError("planted");
        };
        Talker victim = talker(Mode.RECORDED);
        victim.say(Speech.babble(13, 24_000), 0, DspStream.MAX_RECORD_BYTES);
        victim.stream.finish();
        owner.runUntil(victim.stream::stale);
        assertThat(recorded(Speech.babble(13, 24_000), 9_000)).hasSize(100);
    }

    @Test
    void shouldKeepNetworksApart() {
        FakeModel other = new FakeModel("indonesian", 77);
        byte[] pcm = Speech.babble(14, 24_000);
        List<Integer> expected = recorded(pcm, 9_000);
        try (DspEngine both = start(VisemeModels.of(Map.of("default", () -> model, "indonesian", () -> other)))) {
            DspLink bothLink = both.link(owner);
            other.before = call -> {
                throw new IllegalStateException("planted");
            };
            both.pause();
            Talker english = new Talker(bothLink, owner, FORMAT, "default", Mode.RECORDED);
            Talker indonesian = new Talker(bothLink, owner, FORMAT, "indonesian", Mode.RECORDED);
            indonesian.put(pcm, 0, pcm.length, true);
            english.put(pcm, 0, pcm.length, true);
            both.resume();
            english.finish();
            owner.runUntil(indonesian.stream::stale);
            assertThat(english.visemes()).isEqualTo(expected);
        }
        assertThat(other.closed).isTrue();
    }

    @Test
    void shouldCloseItsNetworks() {
        engine.close();
        assertThat(model.closed).isTrue();
    }
}
