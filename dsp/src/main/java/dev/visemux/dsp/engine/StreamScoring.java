// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.viseme.HopScorer;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.Viseme;
import java.nio.FloatBuffer;

/** For a network that remembers its streams: each is served by itself, in pieces of any length. */
final class StreamScoring implements Scoring {
    /** What one stream may have of a batch. */
    private static final int MAX_HOPS = BatchShape.STEADY_SEGMENTS * BatchShape.MAX_HOPS;

    private final DspCounters counters;
    private final FloatBuffer rows;
    private final FloatBuffer scores = Inference.direct(HopScorer.MAX_HOPS * Viseme.COUNT);

    StreamScoring(ModelManifest manifest, DspCounters counters) {
        this.counters = counters;
        ModelManifest.Context context = manifest.context();
        this.rows = Inference.direct((context.left() + HopScorer.MAX_HOPS + context.right()) * manifest.features().features());
    }

    @Override
    public void run(Analysis[] members, int[] wants, int count, boolean isLive) {
        counters.add(Counter.BATCHES, 1);
        for (int i = 0; i < count; i++) {
            int left = Math.min(wants[i], MAX_HOPS);
            while (left > 0) {
                // The hops that are not settled are few and last: they fit into the last piece.
                int hops = left <= HopScorer.MAX_HOPS ? left : BatchShape.MAX_HOPS;
                members[i].score(rows.clear(), hops, scores);
                members[i].decode(scores, 0, hops);
                counters.add(Counter.SEGMENTS, 1);
                left -= hops;
            }
        }
    }

    /** A warm worker has met every length; there is no other shape. */
    @Override
    public void warmUp() {}
}
