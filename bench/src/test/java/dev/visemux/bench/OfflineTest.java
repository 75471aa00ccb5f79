// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call and the engine with natural lip sync alone say the same, given the same pieces, each answered before the next. */
@ExtendWith(SharedRig.class)
class OfflineTest {
    private static final int PIECE_BYTES = 9_600; // 200 ms

    private final Rig rig;

    OfflineTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldNameTheVisemesOfTheEngineAlone() throws Exception {
        List<byte[]> pieces = pieces(Speech.builtIn().getFirst().pcm());
        try (EngineAlone alone = new EngineAlone(rig.relay().engine())) {
            assertThat(throughTheRelay(pieces)).isEqualTo(
                    alone.hops(PcmFormat.pcm16(24_000), pieces, LipSyncOptions.CONVERSATION));
        }
    }

    private List<Integer> throughTheRelay(List<byte[]> pieces) throws Exception {
        try (WireClient client = rig.connect()) {
            for (byte[] piece : pieces) {
                int before = client.messages().size();
                rig.session().tell(Turn.delta(piece));
                client.messages().await(before, _ -> true);
            }
            return EngineAlone.hopsOf(Turn.audio(
                    Delivery.pair(rig.session().said().entries(), client.messages().entries())).stream()
                    .map(Delivery::injected).toList());
        }
    }

    private static List<byte[]> pieces(byte[] pcm) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < pcm.length; at += PIECE_BYTES) {
            pieces.add(Arrays.copyOfRange(pcm, at, Math.min(pcm.length, at + PIECE_BYTES)));
        }
        return pieces;
    }
}
