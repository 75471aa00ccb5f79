// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.FeatureStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Mfcc;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.HopScorer;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeGrammar;
import dev.visemux.dsp.viseme.VisemeModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;

/**
 * One network at one worker: the streams that wait for it, and the batch in hand.
 * Worker thread only. Owns the network.
 */
final class Inference implements AutoCloseable {
    private final VisemeModel model;
    private final ModelManifest.Context context;
    private final VisemeGrammar grammar;
    private final boolean steady;
    private final Mfcc mfcc;
    private final Scoring scoring;
    private final DspCounters counters;

    private final ArrayDeque<Analysis> live = new ArrayDeque<>();
    private final ArrayDeque<Analysis> recorded = new ArrayDeque<>();

    /** The batch in hand: its streams and how many hops each wants. */
    private final Analysis[] members = new Analysis[BatchShape.MAX_SEGMENTS];
    private final int[] wants = new int[BatchShape.MAX_SEGMENTS];
    private int memberCount;

    Inference(VisemeModel model, boolean steady, DspCounters counters) {
        this.model = model;
        this.steady = steady;
        this.counters = counters;
        this.context = model.manifest().context();
        this.grammar = new VisemeGrammar(model.manifest().decoder());
        this.mfcc = new Mfcc(model.manifest().features(), Kernels.best());
        this.scoring = model.scorer().isPresent() ? new StreamScoring(model.manifest(), counters)
                : new BatchScoring(model, steady, counters);
    }

    ModelManifest.Context context() {
        return context;
    }

    VisemeGrammar grammar() {
        return grammar;
    }

    /** For a stream's scores, where the network remembers it; else null. */
    HopScorer scorer() {
        return model.scorer().orElse(null);
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
        if (memberCount > 0) {
            counters.batch(memberCount);
        }
        scoring.run(members, wants, memberCount, isLive);
        for (int i = 0; i < memberCount; i++) {
            members[i].conclude();
        }
    }

    private void gather(ArrayDeque<Analysis> queue, int limit) {
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

    int members() {
        return memberCount;
    }

    Analysis member(int index) {
        return members[index];
    }

    void warmUp() {
        scoring.warmUp();
    }

    @Override
    public void close() {
        model.close();
    }

    private ArrayDeque<Analysis> queue(boolean isLive) {
        return isLive ? live : recorded;
    }

    private int capacity(boolean isLive) {
        return isLive && !steady ? BatchShape.MAX_SEGMENTS : BatchShape.STEADY_SEGMENTS;
    }

    static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
