// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples in, a viseme per hop out: the same, however they are cut, alone and in company. */
class DspEngineTest extends WithEngine {
    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000})
    void shouldAnswerEachFrameWithAllHopsThatBeganInIt(int rateHz) {
        PcmFormat format = PcmFormat.pcm16(rateHz);
        Talker talker = new Talker(link, owner, format, "default", Mode.LIVE);
        byte[] pcm = Speech.babble(rateHz, 2 * rateHz);
        Random random = new Random(rateHz);
        for (int at = 0; at < pcm.length; ) {
            int to = Math.min(pcm.length, at + 2 * random.nextInt(1, rateHz / 3));
            assertThat(talker.say(pcm, at, to)).isTrue();
            talker.awaitCommitted();
            assertThat(talker.stream.track().published()).isEqualTo(format.hopsBegun(to / 2));
            at = to;
        }
        talker.finish();
        assertThat(talker.visemes()).hasSize(200);
    }

    @ParameterizedTest
    @EnumSource(PcmFormat.Encoding.class)
    void shouldTakeEveryEncoding(PcmFormat.Encoding encoding) {
        PcmFormat format = new PcmFormat(encoding, 8_000);
        Talker talker = new Talker(link, owner, format, "default", Mode.LIVE);
        talker.say(Speech.babble(2, 8_000), 0, 800 * format.bytesPerSample());
        talker.awaitHops(10);
        assertThat(talker.stream.committedSamples()).isEqualTo(800);
        assertThat(talker.stream.track().published()).isEqualTo(10);
    }

    @Test
    void shouldNotLetTheCutOfARecordingChangeIt() {
        byte[] pcm = Speech.babble(3, 24_000 * 4);
        List<Integer> whole = recorded(pcm, DspStream.MAX_RECORD_BYTES);
        assertThat(whole).hasSize(400).contains(0).anyMatch(viseme -> viseme != 0);
        assertThat(recorded(pcm, 2)).as("sample by sample").isEqualTo(whole);
        assertThat(recorded(pcm, 4_802)).isEqualTo(whole);
    }

    @Test
    void shouldNotLetTheRecordsOfAFrameChangeIt() {
        byte[] pcm = Speech.babble(4, 24_000);
        Talker straight = talker(Mode.LIVE);
        Talker chopped = talker(Mode.LIVE);
        for (int at = 0; at < pcm.length; at += FRAME) {
            engine.pause();
            straight.put(pcm, at, at + FRAME, true);
            for (int from = at; from < at + FRAME; from += 600) {
                chopped.put(pcm, from, from + 600, from + 600 == at + FRAME);
            }
            engine.resume();
            straight.awaitCommitted();
            chopped.awaitCommitted();
        }
        assertThat(chopped.visemes()).isEqualTo(straight.visemes()).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void shouldSayTheSameAloneAndInCompany(Mode mode) {
        List<byte[]> pcm = new ArrayList<>();
        List<List<Integer>> alone = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            pcm.add(Speech.babble(100 + i, 24_000 + 240 * i));
            alone.add(inFrames(List.of(pcm.get(i)), mode).getFirst());
        }
        assertThat(inFrames(pcm, mode)).isEqualTo(alone);
    }

    @Test
    void shouldServeManyStreamsInOneCall() {
        engine.pause();
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            talkers.add(talker(Mode.LIVE));
            talkers.get(i).say(Speech.babble(i, 4_800), 0, FRAME);
        }
        model.listening = true;
        engine.resume();
        talkers.forEach(Talker::awaitCommitted);
        assertThat(model.calls).containsExactly(new FakeModel.Call(32, 20));
    }

    @Test
    void shouldCallTheNetworkForRecordingsInOneShapeOnly() {
        model.listening = true;
        recorded(Speech.babble(5, 24_000 * 3), 5_000);
        assertThat(model.calls).isNotEmpty().containsOnly(new FakeModel.Call(8, 40));
        assertThat(engine.counters().value(Counter.SEGMENTS)).as("of 300 hops, cut every 40").isEqualTo(8);
    }

    @Test
    void shouldNeverReviseNorLookAhead() {
        byte[] pcm = Speech.babble(6, 24_000 * 2);
        List<Integer> all = inFrames(List.of(pcm), Mode.LIVE).getFirst();
        for (int frames = 1; frames < 10; frames++) {
            byte[] prefix = Arrays.copyOf(pcm, frames * FRAME);
            assertThat(inFrames(List.of(prefix), Mode.LIVE).getFirst()).isEqualTo(all.subList(0, 20 * frames));
        }
    }

    @Test
    void shouldAnswerALiveFrameOfMinutes() {
        byte[] pcm = Speech.babble(7, 24_000 * 40);
        Talker talker = talker(Mode.LIVE);
        assertThat(talker.say(pcm, 0, pcm.length)).isTrue();
        talker.awaitHops(4_000);
        assertThat(talker.visemes()).hasSize(4_000);
    }

    @Test
    void shouldHearWhatFollowsAGapWithoutWhatWentBefore() {
        byte[] before = Speech.babble(8, 24_000);
        byte[] after = Speech.babble(9, 24_000);
        Talker broken = talker(Mode.LIVE);
        broken.say(before, 0, before.length);
        broken.awaitCommitted();
        broken.stream.gap();
        broken.say(after, 0, after.length);
        broken.finish();
        Talker fresh = talker(Mode.LIVE);
        fresh.say(after, 0, after.length);
        fresh.finish();
        assertThat(broken.visemes().subList(100, 200)).isEqualTo(fresh.visemes());
    }

    @Test
    void shouldDecideWhatCameBeforeAGapInTheMiddleOfAFrame() {
        byte[] pcm = Speech.babble(10, 24_000);
        Talker talker = talker(Mode.LIVE);
        talker.put(pcm, 0, 10_002, false);
        talker.stream.gap();
        talker.put(pcm, 10_002, 20_000, true);
        talker.awaitHops(FORMAT.hopsBegun(10_000));
        assertThat(talker.stream.track().published()).isEqualTo(talker.stream.committedHops());
    }

    @Test
    void shouldNameTheModelsThereAre() {
        assertThat(engine.models()).contains("default").doesNotContain("klingon");
        assertThatThrownBy(() -> link.open(FORMAT, "klingon", Mode.LIVE, () -> {}))
                .hasMessageContaining("klingon").hasMessageContaining("default");
    }

    /** A frame of each stream at a time. Live, all of them lie in the ring at once and are answered before the next. */
    private List<List<Integer>> inFrames(List<byte[]> pcm, Mode mode) {
        List<Talker> talkers = pcm.stream().map(each -> talker(mode)).toList();
        int longest = pcm.stream().mapToInt(each -> each.length).max().orElseThrow();
        for (int at = 0; at < longest; at += FRAME) {
            if (mode == Mode.LIVE) {
                engine.pause();
            }
            for (int i = 0; i < pcm.size(); i++) {
                Talker talker = talkers.get(i);
                byte[] sound = pcm.get(i);
                int from = Math.min(sound.length, at);
                int to = Math.min(sound.length, at + FRAME);
                owner.runUntil(() -> talker.say(sound, from, to));
            }
            if (mode == Mode.LIVE) {
                engine.resume();
                talkers.forEach(Talker::awaitCommitted);
            }
        }
        talkers.forEach(Talker::finish);
        return talkers.stream().map(Talker::visemes).toList();
    }
}
