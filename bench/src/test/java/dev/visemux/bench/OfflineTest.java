// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call and the engine alone say the same, given the same pieces, each answered before the next. */
@ExtendWith(SharedRig.class)
class OfflineTest {
    private static final int PIECE_BYTES = 9_600; // 200 ms

    private final Rig rig;
    private final ExecutorService owner = Executors.newSingleThreadExecutor();

    OfflineTest(Rig rig) {
        this.rig = rig;
    }

    @AfterEach
    void stopOwner() {
        owner.shutdown();
    }

    @Test
    void shouldNameTheVisemesOfTheEngineAlone() throws Exception {
        byte[] pcm = Speech.builtIn().getFirst().pcm();

        assertThat(throughTheRelay(pcm)).isEqualTo(engineAlone(pcm));
    }

    private List<Integer> throughTheRelay(byte[] pcm) throws Exception {
        List<Integer> hops = new ArrayList<>();
        try (WireClient client = rig.connect()) {
            for (int at = 0; at < pcm.length; at += PIECE_BYTES) {
                int before = client.messages().size();
                rig.session().tell(Turn.delta(piece(pcm, at)));
                client.messages().await(before, _ -> true);
            }
            for (Delivery delivery : Turn.audio(
                    Delivery.pair(rig.session().said().entries(), client.messages().entries()))) {
                addHops(delivery.injected(), hops);
            }
        }
        return hops;
    }

    /** A change list, written out: an entry holds until the next one. */
    private static void addHops(Delivery.Visemes field, List<Integer> hops) {
        for (Delivery.Entry entry : field.visemes()) {
            holdUntil(field.start() + entry.offset(), hops);
            hops.add(entry.visemeId());
        }
        holdUntil(field.start() + field.audioDuration(), hops);
    }

    private static void holdUntil(long millis, List<Integer> hops) {
        while (hops.size() * PcmFormat.HOP_MILLIS < millis) {
            hops.add(hops.getLast());
        }
    }

    private List<Integer> engineAlone(byte[] pcm) throws Exception {
        PcmFormat format = PcmFormat.pcm16(24_000);
        DspStream stream = onOwner(() -> {
            DspLink link = rig.relay().engine().link(owner);
            return link.open(format, "default", DspStream.Mode.LIVE, () -> { });
        });
        for (int at = 0; at < pcm.length; at += PIECE_BYTES) {
            byte[] piece = piece(pcm, at);
            onOwner(() -> {
                int index = stream.claim(piece.length);
                stream.buffer().putBytes(index, piece);
                stream.commit(index, piece.length, true);
                return null;
            });
            Await.until("the piece is answered",
                    () -> onOwner(() -> stream.track().published() == stream.committedHops()));
        }
        return onOwner(() -> {
            List<Integer> hops = new ArrayList<>();
            for (long hop = 0; hop < stream.track().published(); hop++) {
                hops.add(stream.track().viseme(hop));
            }
            stream.close();
            return hops;
        });
    }

    private <T> T onOwner(Callable<T> work) {
        try {
            return owner.submit(work).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] piece(byte[] pcm, int at) {
        return Arrays.copyOfRange(pcm, at, Math.min(pcm.length, at + PIECE_BYTES));
    }
}
