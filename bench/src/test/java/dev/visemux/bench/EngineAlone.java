// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.NaturalLipSync;
import dev.visemux.dsp.viseme.NaturalLipSync.Mouth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the engine names without a relay around it, given the same pieces of a turn, each answered before the next. */
final class EngineAlone implements AutoCloseable {
    private final ExecutorService owner = Executors.newSingleThreadExecutor();
    private final DspEngine engine;

    EngineAlone(DspEngine engine) {
        this.engine = engine;
    }

    /** The shape that a mouth has in each hop, thinned out at each piece's end as a session does. */
    List<Integer> hops(PcmFormat format, List<byte[]> pieces, LipSyncOptions options) throws Exception {
        return hops("default", format, pieces, options);
    }

    List<Integer> hops(String model, PcmFormat format, List<byte[]> pieces, LipSyncOptions options) throws Exception {
        DspStream stream = onOwner(() -> engine.link(owner).open(format, model, DspStream.Mode.LIVE, () -> { }));
        NaturalLipSync lips = new NaturalLipSync(options);
        List<Integer> hops = new ArrayList<>();
        Mouth mouth = (viseme, hop) -> {
            holdUntil(hop * PcmFormat.HOP_MILLIS, hops);
            hops.add(viseme);
        };
        for (byte[] piece : pieces) {
            onOwner(() -> {
                int index = stream.claim(piece.length);
                stream.buffer().putBytes(index, piece);
                stream.commit(index, piece.length, true);
                return null;
            });
            Await.until("the piece is answered",
                    () -> onOwner(() -> stream.track().published() == stream.committedHops()));
            onOwner(() -> {
                while (lips.hops() < stream.committedHops()) {
                    lips.add(stream.track().viseme(lips.hops()), mouth);
                }
                lips.settle(mouth);
                return null;
            });
        }
        holdUntil(lips.hops() * PcmFormat.HOP_MILLIS, hops);
        onOwner(() -> {
            stream.close();
            return null;
        });
        return hops;
    }

    /** A turn's change lists, written out in the same way: an entry holds until the next one. */
    static List<Integer> hopsOf(List<Delivery.Visemes> fields) {
        List<Integer> hops = new ArrayList<>();
        for (Delivery.Visemes field : fields) {
            for (Delivery.Entry entry : field.visemes()) {
                holdUntil(field.start() + entry.offset(), hops);
                hops.add(entry.visemeId());
            }
            holdUntil(field.start() + field.audioDuration(), hops);
        }
        return hops;
    }

    private static void holdUntil(long millis, List<Integer> hops) {
        while (hops.size() * PcmFormat.HOP_MILLIS < millis) {
            hops.add(hops.getLast());
        }
    }

    private <T> T onOwner(Callable<T> work) throws Exception {
        return owner.submit(work).get();
    }

    @Override
    public void close() {
        owner.shutdown();
    }
}
