// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class VisemeTrackTest {
    private final VisemeTrack track = new VisemeTrack();

    @Test
    void shouldKeepWhatIsNotReleasedHoweverMuchComes() {
        for (int hop = 0; hop < 10_000; hop++) {
            append(hop % 22);
            if (hop == 100) {
                track.release(90);
            }
        }
        assertThat(track.published()).isEqualTo(10_000);
        for (int hop = 90; hop < 10_000; hop++) {
            assertThat(track.viseme(hop)).isEqualTo(hop % 22);
        }
    }

    @Test
    void shouldRefuseHopsThatAreReleasedOrNotThereYet() {
        append(1, 2, 3);
        track.release(1);
        assertThatThrownBy(() -> track.viseme(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> track.viseme(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(track.viseme(1)).isEqualTo(2);
    }

    @Test
    void shouldNotReleaseWhatIsYetToCome() {
        append(1);
        track.release(50);
        append(2);
        assertThat(track.viseme(1)).isEqualTo(2);
    }

    private void append(int... visemes) {
        byte[] bytes = new byte[visemes.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) visemes[i];
        }
        track.append(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
