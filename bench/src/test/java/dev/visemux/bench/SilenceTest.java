// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A session in which nobody says anything any more, or which lasts too long, ends on both sides. */
@Timeout(60)
class SilenceTest {
    @Test
    void shouldEndASessionInWhichNobodySpeaks() throws Exception {
        assertEnds(Map.of("session.idle", "1s"), RelayError.IDLE);
    }

    private static void assertEnds(Map<String, String> settings, RelayError why) throws Exception {
        try (FaultStage stage = FaultStage.start(settings); RawPeer client = stage.connect();
                RawPeer vendor = stage.vendor().answer()) {
            assertThat(client.readClose()).isEqualTo(new Close(why.closeCode(), why.code()));
            assertThat(vendor.readClose()).isEqualTo(new Close(1001, ""));
            stage.awaitCounted(why, 1);
            stage.awaitLine("ends: " + why.closeCode() + " " + why.code());
            stage.isCalm();
        }
    }
}
