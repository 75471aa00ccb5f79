// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.signal.FeatureStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Mfcc;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.dsp.viseme.VisemeGrammar;
import dev.visemux.dsp.viseme.VisemeModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;

/**
 * One network at one worker: the streams that wait for it, their batches, and the rows and scores of the batch in hand.
 * Worker thread only. Owns the network.
 */
final class Inference implements AutoCloseable {
    private final VisemeModel model;
    private final ModelManifest.Context context;
    private final VisemeGrammar grammar;
    private final boolean steady;
    private final Mfcc mfcc;
    private final DspCounters counters;
    private final int features;
    private final FloatBuffer rows;
    private final FloatBuffer scores;

    private final ArrayDeque<Analysis> live = new ArrayDeque<>();
    private final ArrayDeque<Analysis> recorded = new ArrayDeque<>();

    /** The batch in hand: its streams and how many hops each wants; whose a segment is, its first hop, its hops. */
    private final Analysis[] members = new Analysis[BatchShape.MAX_SEGMENTS];
    private final int[] wants = new int[BatchShape.MAX_SEGMENTS];
    private int memberCount;
    private final Analysis[] owners = new Analysis[BatchShape.MAX_SEGMENTS];
    private final long[] starts = new long[BatchShape.MAX_SEGMENTS];
    private final int[] counts = new int[BatchShape.MAX_SEGMENTS];
    private int segments;

    Inference(VisemeModel model, boolean steady, DspCounters counters) {
        this.model = model;
        this.steady = steady;
        this.context = model.manifest().context();
        this.grammar = new VisemeGrammar(model.manifest().decoder());
        this.mfcc = new Mfcc(model.manifest().features(), Kernels.best());
        this.counters = counters;
        this.features = model.manifest().features().features();
        this.rows = direct(BatchShape.MAX_SEGMENTS * segmentRows(BatchShape.MAX_HOPS) * features);
        this.scores = direct(BatchShape.MAX_SEGMENTS * BatchShape.MAX_HOPS * Viseme.COUNT);
    }

    ModelManifest.Context context() {
        return context;
    }

    VisemeGrammar grammar() {
        return grammar;
    }

    FeatureStream features(PcmFormat format, int historyHops) {
        return new FeatureStream(model.manifest().features(), mfcc, format, historyHops);
    }

    /** A stream has work. */
    void enqueue(Analysis analysis) {
        if (analysis.due() && analysis.enqueue()) {
            queue(analysis.isLive()).add(analysis);
        }
    }

    /** Whether the next batch is full already: what is in the ring may stay there. */
    boolean isFull(boolean isLive) {
        return queue(isLive).size() >= capacity(isLive);
    }

    boolean isIdle(boolean isLive) {
        return queue(isLive).isEmpty();
    }

    /**
     * Serves one batch; its streams are then the members. Live and recorded audio do not share a call: a conversation
     * does not wait for recordings, and these always meet the steady shape.
     */
    void run(boolean isLive) {
        gather(queue(isLive), capacity(isLive));
        boolean fitted = isLive && !steady;
        int hops = fitted ? bestHops() : BatchShape.MAX_HOPS;
        cut(hops, capacity(isLive));
        if (segments > 0) {
            score(hops, fitted ? BatchShape.batch(segments) : BatchShape.STEADY_SEGMENTS);
        }
        decode(hops);
    }

    private void gather(ArrayDeque<Analysis> queue, int limit) {
        segments = 0;
        memberCount = 0;
        while (memberCount < limit && !queue.isEmpty()) {
            Analysis next = queue.poll();
            if (!next.isOver()) {
                members[memberCount++] = next;
            }
        }
        for (int i = 0; i < memberCount; i++) {
            wants[i] = members[i].begin();
        }
    }

    /** The segment length that computes the least for what the members want. */
    private int bestHops() {
        int best = BatchShape.MAX_HOPS;
        long bestCost = Long.MAX_VALUE;
        for (int hops : BatchShape.HOPS) {
            int needed = 0;
            for (int i = 0; i < memberCount; i++) {
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
    private void cut(int hops, int limit) {
        for (int i = 0; i < memberCount; i++) {
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

    private void decode(int hops) {
        for (int i = 0; i < segments; i++) {
            owners[i].decode(scores, i * hops * Viseme.COUNT, counts[i]);
        }
        for (int i = 0; i < memberCount; i++) {
            members[i].conclude();
        }
    }

    int members() {
        return memberCount;
    }

    Analysis member(int index) {
        return members[index];
    }

    /** Calls the network in every shape. */
    void warmUp() {
        for (int hops : BatchShape.HOPS) {
            for (int batch : BatchShape.SEGMENTS) {
                model.infer(rows, batch, hops, scores);
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }

    private int segmentRows(int hops) {
        return context.left() + hops + context.right();
    }

    private ArrayDeque<Analysis> queue(boolean isLive) {
        return isLive ? live : recorded;
    }

    private int capacity(boolean isLive) {
        return isLive && !steady ? BatchShape.MAX_SEGMENTS : BatchShape.STEADY_SEGMENTS;
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
