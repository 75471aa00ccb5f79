// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.LipSyncOptions;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LipSyncSettingTest {
    @Test
    void shouldReadFlagsAndPresets() {
        assertThat(LipSyncSetting.of(null)).isEqualTo(LipSyncOptions.CONVERSATION);
        assertThat(LipSyncSetting.of("true")).isEqualTo(LipSyncOptions.CONVERSATION);
        assertThat(LipSyncSetting.of("false")).isEqualTo(LipSyncOptions.RAW);
        assertThat(LipSyncSetting.of("\"fastSpeech\"")).isEqualTo(LipSyncOptions.FAST_SPEECH);
        assertThat(LipSyncSetting.of("\"educational\"")).isEqualTo(LipSyncOptions.EDUCATIONAL);
    }

    @Test
    void shouldSetEachFieldOnTopOfAConversations() {
        assertThat(LipSyncSetting.of("{}")).isEqualTo(LipSyncOptions.CONVERSATION);
        assertThat(LipSyncSetting.of("{\"mergeWindow\":70.5,\"mobileTransitionDuration\":22}"))
                .isEqualTo(new LipSyncOptions(40, 71, 0.6f, 0.4f, true, true, 80, Set.of(7, 8, 13, 14, 18, 21)));
        assertThat(LipSyncSetting.of("""
                {"minVisemeInterval":1,"mergeWindow":2,"keyVisemePreference":0.25,"similarityThreshold":1,
                "preserveSilence":false,"preserveCriticalVisemes":false,"criticalVisemeMinDuration":3,
                "criticalVisemeIds":[9]}""")).isEqualTo(new LipSyncOptions(1, 2, 0.25f, 1, false, false, 3, Set.of(9)));
    }
}
