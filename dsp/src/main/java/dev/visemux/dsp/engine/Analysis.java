// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.FeatureStream;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.HopScorer;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.dsp.viseme.VisemeDecoder;
import java.nio.FloatBuffer;

/**
 * One stream at its worker: its rows, its trellis, and the visemes that are decided but not yet on their way back.
 * Worker thread only. A hop is <i>settled</i> once every row around it is complete; the trellis that is kept grows over
 * settled hops only, so a hop that was decided with less is scored again for the sake of those after it.
 */
final class Analysis {
    private static final int TRELLIS_HOPS = 128;
    /** A live frame longer than this begins to be decided before its end; visemes never depend on a second later. */
    private static final int LIVE_LAG = 96;
    /** Enough for one recording to fill its batch. */
    private static final int RECORDED_HISTORY_HOPS = 512;
    private static final int MAX_UNSENT = BatchShape.STEADY_SEGMENTS * BatchShape.MAX_HOPS + TRELLIS_HOPS;

    private final Ticket ticket;
    private final LaneReader home;
    private final Inference inference;
    private final PcmFormat format;
    private final FeatureStream features;
    /** Null where the network remembers no stream. */
    private final HopScorer scorer;
    private final VisemeDecoder trellis;
    private final int left;
    private final int right;
    private final int lag;
    private final int history;

    private long samples;
    /** The hop at which the context began: 0, or the first after a gap. */
    private long contextStart;
    /** Hops below are decided. */
    private long decided;
    /** Hops below are to be decided with what there is. */
    private long wanted;
    /** The context has ended: its last rows are complete. */
    private boolean whole;
    private boolean finishing;
    private boolean full;

    // One batch.
    private long settled;
    private boolean trial;
    private boolean queued;

    private final Outbox outbox;
    private boolean over;
    private boolean refused;

    Analysis(Ticket ticket, LaneReader home, Inference inference) {
        this.ticket = ticket;
        this.home = home;
        this.inference = inference;
        this.format = ticket.format();
        this.history = isLive() ? FeatureStream.HISTORY_HOPS : RECORDED_HISTORY_HOPS;
        this.features = inference.features(format, history);
        this.scorer = inference.scorer();
        this.outbox = new Outbox(ticket.id(), MAX_UNSENT);
        this.trellis = new VisemeDecoder(inference.grammar(), TRELLIS_HOPS);
        this.left = inference.context().left();
        this.right = inference.context().right();
        this.lag = isLive() ? LIVE_LAG : inference.grammar().lag();
    }

    boolean isLive() {
        return ticket.mode() == DspStream.Mode.LIVE;
    }

    int id() {
        return ticket.id();
    }

    LaneReader home() {
        return home;
    }

    Inference inference() {
        return inference;
    }

    // What the owner sends.

    /** Takes as much of the PCM as there is room for; returns the bytes taken. */
    int feed(long address, int length) {
        long oldestNeeded = Math.max(contextStart, trellisEnd() - left);
        long room = history - (features.rowsBegun() - oldestNeeded);
        long fitting = format.hopStart(features.rowsBegun() + room) - samples;
        int bytes = (int) Math.min(length, fitting * format.bytesPerSample());
        full = bytes < length;
        features.accept(address, bytes);
        samples += bytes / format.bytesPerSample();
        ticket.consume(bytes);
        return bytes;
    }

    void endFrame() {
        if (isLive()) {
            wanted = features.rowsBegun();
        }
    }

    void finish() {
        finishing = true;
        endContext();
    }

    /** Begins a new context, as soon as the old one is decided: until then false. */
    boolean restart() {
        endContext();
        if (decided < wanted) {
            return false;
        }
        features.restart();
        trellis.restart();
        if (scorer != null) {
            scorer.restart();
        }
        contextStart = wanted;
        whole = false;
        return true;
    }

    private void endContext() {
        if (!whole) {
            features.finish();
            whole = true;
            wanted = features.rowsBegun();
        }
    }

    // A batch.

    /** Whether it has work for the network, or for the trellis alone. */
    boolean due() {
        return !over && outbox.isEmpty() && (finishing || wanted > decided || segmentable() > 0);
    }

    /** Marks it as waiting for the network; false if it waits already. */
    boolean enqueue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    /** Hops to be scored next, from {@link #trellisEnd()}. Fixes for one batch what is settled. */
    int begin() {
        queued = false;
        settled = settledNow();
        if (wanted > decided) {
            if (wanted > settled) {
                features.clamp();
            }
            return (int) Math.max(0, Math.max(settled, wanted) - trellisEnd());
        }
        return segmentable();
    }

    /** Writes {@code count} rows, those of hop {@code hop} and its context first. */
    void copyRows(long hop, int hops, FloatBuffer rows) {
        features.copyRows(hop - left, left + hops + right, rows);
    }

    /** Has the network that remembers this stream score its next hops. */
    void score(FloatBuffer rows, int hops, FloatBuffer scores) {
        int before = scorer.before();
        features.copyRows(trellisEnd() - before, before + hops + right, rows);
        scorer.score(rows.rewind(), hops, (int) Math.clamp(settled - trellisEnd(), 0, hops), scores);
    }

    /** The next hops' scores, {@code count} rows from {@code at}. */
    void decode(FloatBuffer scores, int at, int count) {
        for (int i = 0; i < count; i++) {
            if (!trial && trellisEnd() == settled) {
                trellis.mark();
                trial = true;
            }
            trellis.step(scores, at + i * Viseme.COUNT);
            if (!trial && trellisEnd() - decided > lag) {
                outbox.add(trellis.viseme(decided++ - contextStart));
            }
        }
    }

    /** After a batch: decides what is wanted, if its scores were there, and takes back what was not settled. */
    void conclude() {
        if (wanted > decided && trellisEnd() >= wanted) {
            trellis.trace(decided - contextStart, outbox.visemes(), outbox.count());
            outbox.added((int) (wanted - decided));
            decided = wanted;
        }
        if (trial) {
            trellis.rewind();
            trial = false;
        }
        if (finishing && decided == wanted) {
            outbox.close(DspLink.ENDED);
            over = true;
        }
    }

    long trellisEnd() {
        return contextStart + trellis.hops();
    }

    private long settledNow() {
        return whole ? wanted : Math.max(contextStart, features.rowsComplete() - right);
    }

    /**
     * Settled hops that make up segments. Live ones wait for their frame's end while there is room; recorded ones are
     * cut at multiples of the largest segment, so that what runs beside cannot change a bit of their scores.
     */
    private int segmentable() {
        if (isLive() && !full || whole) {
            return 0;
        }
        int hops = (int) (settledNow() - trellisEnd());
        return isLive() ? hops : hops - hops % BatchShape.MAX_HOPS;
    }

    // What goes back.

    Outbox outbox() {
        return outbox;
    }

    /** The worker failed: nothing more will be decided. */
    void fail() {
        close();
        outbox.close(DspLink.FAILED);
    }

    /** The owner is gone: nothing more will be sent. */
    void close() {
        over = true;
        outbox.clear();
    }

    /** Nothing more will be decided. */
    boolean isOver() {
        return over;
    }

    /** The ring back had no room; false if it waits for some already. */
    boolean refuse() {
        boolean first = !refused;
        refused = true;
        return first;
    }

    /** It had room. */
    void accept() {
        refused = false;
    }
}
