// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
    @Test
    void shouldTellChangesOnly() {
        Timeline timeline = new Timeline(LipSyncOptions.RAW);
        for (int viseme : new int[] {0, 0, 4, 4, 4, 0, 0}) {
            timeline.add(viseme);
        }
        assertThat(timeline.toJson(68)).isEqualTo("{\"version\":1,\"durationMs\":68,\"speechMs\":30,\"frameMs\":10,"
                + "\"cues\":[{\"t\":0,\"v\":0},{\"t\":20,\"v\":4},{\"t\":50,\"v\":0}]}");
    }

    @Test
    void shouldBeginAtZeroWithWhateverComesFirst() {
        Timeline timeline = new Timeline(LipSyncOptions.RAW);
        timeline.add(21);
        assertThat(timeline.millis(0)).isZero();
        assertThat(timeline.viseme(0)).isEqualTo(21);
    }

    @Test
    void shouldNeverClaimMoreSpeechThanThereIsAudio() {
        Timeline timeline = new Timeline(LipSyncOptions.RAW);
        timeline.add(1);
        assertThat(timeline.toJson(3)).contains("\"durationMs\":3,\"speechMs\":3,");
    }

    @Test
    void shouldGrow() {
        Timeline timeline = new Timeline(LipSyncOptions.RAW);
        for (int hop = 0; hop < 1000; hop++) {
            timeline.add(hop % 2);
        }
        assertThat(timeline.size()).isEqualTo(1000);
        assertThat(timeline.millis(999)).isEqualTo(9990);
    }

    @Test
    void shouldTellLessWhereItSmoothsAndCountWhatWasHeard() {
        Timeline timeline = new Timeline(LipSyncOptions.CONVERSATION);
        for (int viseme : new int[] {0, 0, 4, 2, 4, 4, 4, 4, 4, 21, 0}) {
            timeline.add(viseme);
        }
        timeline.finish();
        assertThat(timeline.toJson(110)).contains("\"speechMs\":80,").endsWith("\"cues\":[{\"t\":0,\"v\":0},"
                + "{\"t\":40,\"v\":4},{\"t\":90,\"v\":21},{\"t\":100,\"v\":0}]}");
    }
}
