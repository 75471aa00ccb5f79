// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each setting means. Speech is written as runs, {@code viseme*hops}, a bar between messages; what is told as
 * {@code viseme@hop}.
 */
class NaturalLipSyncTest {
    private static final LipSyncOptions PLAIN = LipSyncOptions.RAW;

    @Test
    void shouldTellEveryChangeWhereNothingIsSmoothed() {
        assertThat(told(PLAIN, "0*1 21*1 4*1 | 4*1 6*2 0*1 | 0*3 4*1"))
                .isEqualTo("0@0 21@1 4@2 6@4 0@6 4@10");
        assertThat(PLAIN.smooths()).isFalse();
        assertThat(LipSyncOptions.CONVERSATION.smooths()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 6, 21})
    void shouldAlwaysTellTheFirstHop(int viseme) {
        for (LipSyncOptions options : List.of(PLAIN, LipSyncOptions.CONVERSATION, LipSyncOptions.FAST_SPEECH)) {
            assertThat(told(options, viseme + "*1 | 2*20")).startsWith(viseme + "@0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30, 2*9 15*3 11*9, 2@0 15@9 11@12", // far enough apart
        "40, 2*9 15*3 11*9, 2@0 11@12",      // 15 would be told 30 ms before 11
        "40, 2*9 15*4 11*9, 2@0 15@9 11@13",
        "80, 2*9 15*4 11*9, 2@0 11@13",
        "45, 2*9 15*4 11*9, 2@0 11@13",      // whole hops that are not shorter
    })
    void shouldMergeWhatIsCloserThanTheInterval(int minVisemeInterval, String speech, String told) {
        assertThat(told(intervals(minVisemeInterval), speech)).isEqualTo(told);
    }

    @Test
    void shouldDelayWhatLastsWhereTheMessageCouldNotTellThatItComes() {
        assertThat(told(intervals(40), "2*9 15*1 | 11*9")).isEqualTo("2@0 15@9 11@13");
    }

    @ParameterizedTest
    @CsvSource({
        "60, 2*9 1*5 4*9, 2@0 4@9", // alike, 50 ms apart: the longer one covers both
        "60, 2*9 4*5 1*4 18*9, 2@0 4@9 18@18",
        "50, 2*9 4*5 1*4 18*9, 2@0 4@9 1@14 18@18",
        "60, 2*9 4*6 1*4 18*9, 2@0 4@9 1@15 18@19",
    })
    void shouldMergeSimilarShapesWithinTheWindow(int mergeWindow, String speech, String told) {
        assertThat(told(similar(mergeWindow, 0.4f), speech)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"0.4, 2@0 4@9", "0.49, 2@0 4@9", "0.5, 2@0 1@9 4@14", "1, 2@0 1@9 4@14"})
    void shouldMergeAsAlikeAsTheThresholdSays(float similarityThreshold, String told) {
        assertThat(told(similar(60, similarityThreshold), "2*9 1*5 4*9")).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"0, 2@0 19@12", "0.2, 2@0 19@12", "0.9, 2@0 18@9 19@13", "1, 2@0 18@9 19@13"})
    void shouldPreferDistinctiveShapesToLongOnes(float keyVisemePreference, String told) {
        LipSyncOptions options = new LipSyncOptions(40, 0, keyVisemePreference, 1, false, false, 0, Set.of());
        assertThat(told(options, "2*9 18*3 19*9")).isEqualTo(told);
    }

    @Test
    void shouldNeverMergeSilenceAway() {
        String speech = "2*9 0*1 2*9 15*2 0*1 11*9";
        assertThat(told(new LipSyncOptions(80, 60, 0, 0, true, false, 0, Set.of()), speech))
                .isEqualTo("2@0 0@9 2@17 0@21 11@29");
        assertThat(told(new LipSyncOptions(80, 60, 0, 0, false, false, 0, Set.of()), speech)).doesNotContain("0@9 ");
    }

    @Test
    void shouldNeverSkipCriticalShapesAndHoldThem() {
        String speech = "2*9 21*2 11*9";
        assertThat(told(critical(80, 21), speech)).isEqualTo("2@0 21@9 11@17");
        assertThat(told(critical(50, 21), speech)).isEqualTo("2@0 21@9 11@14");
        assertThat(told(critical(80, 18), speech)).isEqualTo("2@0 11@11");
        assertThat(told(critical(80, 18), "2*1 18*2 11*9")).isEqualTo("2@0 18@1 11@9");
        assertThat(told(critical(80, 21), "2*9 21*2 18*3 11*9")).isEqualTo("2@0 21@9 11@17");
    }

    @Test
    void shouldHoldAcrossMessagesWithoutLosingWhatMayNotBeSkipped() {
        LipSyncOptions options = critical(80, 21, 18);
        assertThat(told(options, "2*9 21*2 18*1 | 11*20")).isEqualTo("2@0 21@9 18@17 11@25");
        assertThat(told(options, "2*9 21*1 18*1 21*1 | 18*20")).as("each waits 80 ms at most")
                .isEqualTo("2@0 21@9 18@17 21@19 18@20");
        assertThat(told(LipSyncOptions.CONVERSATION, "2*9 21*2 0*1 | 11*20")).isEqualTo("2@0 21@9 0@17 11@21");
    }

    @Test
    void shouldTellWhatWaitsBeforeARecordingEnds() {
        assertThat(finished(LipSyncOptions.CONVERSATION, "2*9 21*2 0*3")).isEqualTo("2@0 21@9 0@13");
        assertThat(finished(LipSyncOptions.CONVERSATION, "2*9 21*2 7*2 0*1")).isEqualTo("2@0 21@9 7@12 0@13");
        assertThat(told(LipSyncOptions.CONVERSATION, "2*9 21*2 0*3")).as("a conversation may go on")
                .isEqualTo("2@0 21@9");
    }

    @Test
    void shouldKeepToTheTurn() {
        NaturalLipSync lips = new NaturalLipSync(LipSyncOptions.CONVERSATION);
        List<String> told = new ArrayList<>();
        add(lips, "21*1 0*1 |", told);
        lips.restart();
        add(lips, "21*1 |", told);
        assertThat(told).containsExactly("21@0", "21@0");
    }

    @Test
    void shouldGoOnAfterHopsOfWhichNothingWasTold() {
        NaturalLipSync lips = new NaturalLipSync(LipSyncOptions.CONVERSATION);
        List<String> told = new ArrayList<>();
        add(lips, "21*2 0*1 |", told);
        lips.skip(20);
        add(lips, "21*2 |", told);
        lips.skip(20);
        add(lips, "11*5 |", told);
        assertThat(told).containsExactly("21@0", "11@45");
        lips.tell(0);
        add(lips, "11*9 |", told);
        assertThat(told).containsExactly("21@0", "11@45", "11@54");
    }

    @Test
    void shouldKnowItsPresetsByBothSpellings() {
        assertThat(LipSyncOptions.preset("fastSpeech")).isSameAs(LipSyncOptions.preset("fast_speech"))
                .isSameAs(LipSyncOptions.FAST_SPEECH);
        assertThat(LipSyncOptions.preset("educational")).isSameAs(LipSyncOptions.EDUCATIONAL);
        assertThat(LipSyncOptions.preset("conversation")).isSameAs(LipSyncOptions.CONVERSATION);
        assertThat(LipSyncOptions.preset("opera")).isNull();
    }

    private static LipSyncOptions intervals(int minVisemeInterval) {
        return new LipSyncOptions(minVisemeInterval, 0, 0, 1, false, false, 0, Set.of());
    }

    private static LipSyncOptions similar(int mergeWindow, float threshold) {
        return new LipSyncOptions(0, mergeWindow, 0, threshold, false, false, 0, Set.of());
    }

    private static LipSyncOptions critical(int minDuration, Integer... ids) {
        return new LipSyncOptions(40, 0, 0, 1, false, true, minDuration, Set.of(ids));
    }

    private static String told(LipSyncOptions options, String speech) {
        List<String> told = new ArrayList<>();
        NaturalLipSync lips = new NaturalLipSync(options);
        add(lips, speech, told);
        lips.settle(telling(told));
        return String.join(" ", told);
    }

    private static String finished(LipSyncOptions options, String speech) {
        List<String> told = new ArrayList<>();
        NaturalLipSync lips = new NaturalLipSync(options);
        add(lips, speech, told);
        lips.finish(lips.hops(), telling(told));
        return String.join(" ", told);
    }

    private static void add(NaturalLipSync lips, String speech, List<String> told) {
        for (String run : speech.split(" ")) {
            if (run.equals("|")) {
                lips.settle(telling(told));
                continue;
            }
            String[] parts = run.split("\\*");
            for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
                lips.add(Integer.parseInt(parts[0]), telling(told));
            }
        }
    }

    private static NaturalLipSync.Mouth telling(List<String> told) {
        return (viseme, hop) -> told.add(viseme + "@" + hop);
    }
}
