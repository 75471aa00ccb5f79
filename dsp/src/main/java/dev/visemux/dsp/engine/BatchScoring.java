// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.dsp.viseme.VisemeModel;
import java.nio.FloatBuffer;

/** For a network that remembers nothing: segments of many streams, each with its whole context, share a call. */
final class BatchScoring implements Scoring {
    private final VisemeModel model;
    private final ModelManifest.Context context;
    private final boolean steady;
    private final DspCounters counters;
    private final int features;
    private final FloatBuffer rows;
    private final FloatBuffer scores;

    /** The batch in hand: whose a segment is, its first hop, its hops. */
    private final Analysis[] owners = new Analysis[BatchShape.MAX_SEGMENTS];
    private final long[] starts = new long[BatchShape.MAX_SEGMENTS];
    private final int[] counts = new int[BatchShape.MAX_SEGMENTS];
    private int segments;

    BatchScoring(VisemeModel model, boolean steady, DspCounters counters) {
        this.model = model;
        this.steady = steady;
        this.context = model.manifest().context();
        this.counters = counters;
        this.features = model.manifest().features().features();
        this.rows = Inference.direct(BatchShape.MAX_SEGMENTS * segmentRows(BatchShape.MAX_HOPS) * features);
        this.scores = Inference.direct(BatchShape.MAX_SEGMENTS * BatchShape.MAX_HOPS * Viseme.COUNT);
    }

    @Override
    public void run(Analysis[] members, int[] wants, int count, boolean isLive) {
        boolean fitted = isLive && !steady;
        int hops = fitted ? bestHops(wants, count) : BatchShape.MAX_HOPS;
        cut(members, wants, count, hops, fitted ? BatchShape.MAX_SEGMENTS : BatchShape.STEADY_SEGMENTS);
        if (segments > 0) {
            score(hops, fitted ? BatchShape.batch(segments) : BatchShape.STEADY_SEGMENTS);
        }
        for (int i = 0; i < segments; i++) {
            owners[i].decode(scores, i * hops * Viseme.COUNT, counts[i]);
        }
    }

    /** The segment length that computes the least for what the members want. */
    private int bestHops(int[] wants, int count) {
        int best = BatchShape.MAX_HOPS;
        long bestCost = Long.MAX_VALUE;
        for (int hops : BatchShape.HOPS) {
            int needed = 0;
            for (int i = 0; i < count; i++) {
                needed += Math.ceilDiv(wants[i], hops);
            }
            long cost = BatchShape.cost(needed, hops, context.left() + context.right());
            if (cost <= bestCost) {
                best = hops;
                bestCost = cost;
            }
        }
        return best;
    }

    /** Cuts what the members want into segments; what does not fit waits for the next batch. */
    private void cut(Analysis[] members, int[] wants, int count, int hops, int limit) {
        segments = 0;
        for (int i = 0; i < count; i++) {
            long start = members[i].trellisEnd();
            for (int left = wants[i]; left > 0 && segments < limit; left -= hops, start += hops) {
                owners[segments] = members[i];
                starts[segments] = start;
                counts[segments++] = Math.min(left, hops);
            }
        }
    }

    private void score(int hops, int batch) {
        int stride = segmentRows(hops) * features;
        for (int i = 0; i < segments; i++) {
            owners[i].copyRows(starts[i], hops, rows.position(i * stride));
        }
        model.infer(rows.clear(), batch, hops, scores);
        counters.add(Counter.BATCHES, 1);
        counters.add(Counter.SEGMENTS, segments);
        counters.add(Counter.PADDING, batch - segments);
    }

    @Override
    public void warmUp() {
        for (int hops : BatchShape.HOPS) {
            for (int batch : BatchShape.SEGMENTS) {
                model.infer(rows, batch, hops, scores);
            }
        }
    }

    private int segmentRows(int hops) {
        return context.left() + hops + context.right();
    }
}
