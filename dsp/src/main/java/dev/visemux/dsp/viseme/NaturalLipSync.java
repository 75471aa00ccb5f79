// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static dev.visemux.dsp.signal.PcmFormat.HOP_MILLIS;

/**
 * Merges and holds visemes so that a face does not chatter: a viseme for every hop in, changes out, in order. One turn
 * at a time, one thread; allocates nothing after construction. It looks ahead no further than what was added before
 * {@link #settle}, and what it told it never takes back. The first hop of a turn is always told.
 *
 * <p>Silence and critical shapes are <i>kept</i>: told at their onset, or when the critical shape before them has been
 * held, but at most {@code criticalMillis} late. All others leave {@code minVisemeInterval} to the change before them.
 * Of two that are closer, or alike within {@code mergeWindow}, one stays: a kept one, else the one with more weight;
 * where two alike merge it covers both. A shape is told at most {@link #mostLateMillis} after its onset, or not at all.
 */
public final class NaturalLipSync {
    private static final int NONE = -1;

    private final LipSyncOptions options;
    private final int interval;
    private final int window;
    private final int hold;
    private final int lookAhead;
    /** A bit for each viseme that is never skipped, and for each that is held. */
    private final int kept;
    private final int critical;

    /** Hops that were added and not decided yet. */
    private final byte[] ahead;
    private long added;
    private long decided;
    /** Kept shapes whose onset has passed, and their onsets. */
    private final byte[] waiting;
    private final long[] onsets;
    private int firstWaiting;
    private int waits;

    private int told;
    private long toldAt;
    /** The shape of the hop that was decided last, and its onset. */
    private int run;
    private long runFrom;
    /** Until then the run is merged into another one. */
    private long mergedUntil;
    /** The next run will be. */
    private boolean mergesNext;
    /** Since when another shape than the one told is due. */
    private long dueSince;

    /** Hears of changes. */
    @FunctionalInterface
    public interface Mouth {
        /** {@code hop}: as counted by {@link #hops()}; it rises. */
        void change(int viseme, long hop);
    }

    public NaturalLipSync(LipSyncOptions options) {
        this.options = options;
        interval = hops(options.minVisemeIntervalMillis());
        window = hops(options.mergeWindowMillis());
        critical = options.preserveCriticalVisemes() ? bits(options.criticalVisemes()) : 0;
        kept = critical | (options.preserveSilence() ? 1 << Viseme.SILENCE.ordinal() : 0);
        hold = critical == 0 ? 0 : hops(options.criticalMillis());
        lookAhead = 2 * Math.max(interval, window);
        ahead = new byte[Integer.highestOneBit(lookAhead + 1) << 1];
        waiting = new byte[hold + 1];
        onsets = new long[hold + 1];
        restart();
    }

    /** A new turn. */
    public void restart() {
        added = 0;
        decided = 0;
        told = NONE;
        lose();
    }

    /** How many hops there were. */
    public long hops() {
        return added;
    }

    /** Below this hop all changes are told. */
    public long decided() {
        return decided;
    }

    /** What the mouth was told last, or -1. */
    public int told() {
        return told;
    }

    /** How much later than its onset a shape may be told. */
    public long mostLateMillis() {
        return (long) Math.max(window, hold + Math.max(interval, hold)) * HOP_MILLIS;
    }

    public boolean smooths() {
        return options.smooths();
    }

    /** The viseme of the next hop. */
    public void add(int viseme, Mouth mouth) {
        ahead[at(added++)] = (byte) viseme;
        if (added - decided > lookAhead) {
            step(mouth, false);
        }
    }

    /** Decides what there is: nobody waits for what comes next. */
    public void settle(Mouth mouth) {
        while (decided < added) {
            step(mouth, false);
        }
    }

    /** Decides what is below {@code hop}, and nothing will be added: holds are cut so that what waits is still told. */
    public void finish(long hop, Mouth mouth) {
        while (decided < Math.min(hop, added)) {
            step(mouth, true);
        }
    }

    /** So many hops passed of which nothing is told, after {@link #settle}. */
    public void skip(long hops) {
        added += hops;
        decided = added;
        lose();
    }

    /** The mouth was told something by others, after {@link #settle}. */
    public void tell(int viseme) {
        lose();
        told = viseme;
        toldAt = added;
    }

    private void lose() {
        waits = 0;
        run = NONE;
        mergesNext = false;
        dueSince = NONE;
    }

    private void step(Mouth mouth, boolean last) {
        long hop = decided++;
        int shape = ahead[at(hop)];
        if (told == NONE) {
            begin(shape, hop);
            tell(shape, hop, mouth);
            return;
        }
        if (shape != run) {
            begin(shape, hop);
            if (isKept(shape) && shape != lastOrdered()) {
                order(shape, hop);
            }
        }
        if (waits > 0) {
            tellWaiting(hop, last, mouth);
        } else if (shape == told) {
            dueSince = NONE;
        } else if (hop >= mergedUntil && hop >= toldAt + Math.max(interval, holdOfTold())) {
            choose(shape, hop, mouth);
        }
    }

    private void begin(int shape, long hop) {
        run = shape;
        runFrom = hop;
        mergedUntil = mergesNext ? hop + window : hop;
        mergesNext = false;
    }

    private int lastOrdered() {
        return waits == 0 ? told : waiting[slot(waits - 1)];
    }

    private void order(int shape, long hop) {
        waiting[slot(waits)] = (byte) shape;
        onsets[slot(waits)] = hop;
        waits++;
    }

    /** The first that waits, once the one before it was held long enough, or it has waited as long. */
    private void tellWaiting(long hop, boolean last, Mouth mouth) {
        long since = Math.min(toldAt, onsets[firstWaiting]);
        if (hop >= since + holdOfTold() || last && hop + waits + keptAhead(hop) >= added) {
            int shape = waiting[firstWaiting];
            firstWaiting = slot(1);
            waits--;
            tell(shape, hop, mouth);
        }
    }

    /** How many more that may not be skipped can be seen behind a hop. */
    private int keptAhead(long hop) {
        int runs = 0;
        for (long at = hop + 1; at < added; at++) {
            runs += isKept(ahead[at(at)]) && ahead[at(at)] != ahead[at(at - 1)] ? 1 : 0;
        }
        return runs;
    }

    private int holdOfTold() {
        return (critical & 1 << told) != 0 ? hold : 0;
    }

    /** A shape that need not be told may be. */
    private void choose(int shape, long hop, Mouth mouth) {
        long end = endOfRun(hop);
        if (staysMerged(shape, end)) {
            mergedUntil = runFrom + window;
            return;
        }
        dueSince = dueSince == NONE ? hop : dueSince;
        int next = end < added ? ahead[at(end)] : shape;
        boolean merge = next != shape && end < hop + window && alike(shape, next);
        boolean rivals = next != shape && end < dueSince + interval;
        if (!merge && !rivals || !outweighs(next, endOfRun(end) - end, shape, end - hop, merge)) {
            tell(shape, hop, mouth);
            mergesNext = merge;
        } else {
            mergedUntil = end;
            if (merge && next != told) {
                tell(next, hop, mouth);
            }
        }
    }

    /** Whether a run is no more than a variation of what was told just before. */
    private boolean staysMerged(int shape, long end) {
        return runFrom < toldAt + window && end - runFrom < window && alike(told, shape)
                && !outweighs(shape, end - runFrom, told, Math.max(1, runFrom - toldAt), true);
    }

    /** A long one is not merged into what is alike: it would be missed. */
    private boolean outweighs(int shape, long hops, int other, long otherHops, boolean alike) {
        if (isKept(shape) || isKept(other)) {
            return isKept(shape);
        }
        return alike && hops >= window || weight(shape, hops, otherHops) > weight(other, otherHops, hops);
    }

    private float weight(int shape, long hops, long otherHops) {
        float preference = options.keyVisemePreference();
        return preference * MouthShape.distinctiveness(shape) + (1 - preference) * hops / (hops + otherHops);
    }

    private boolean alike(int a, int b) {
        int silence = Viseme.SILENCE.ordinal();
        return MouthShape.similarity(a, b) >= options.similarityThreshold()
                && !(options.preserveSilence() && (a == silence || b == silence));
    }

    private boolean isKept(int shape) {
        return (kept & 1 << shape) != 0;
    }

    /** The next hop with another shape, as far as can be seen. */
    private long endOfRun(long hop) {
        long end = Math.min(hop + 1, added);
        while (end < added && ahead[at(end)] == ahead[at(hop)]) {
            end++;
        }
        return end;
    }

    private void tell(int viseme, long hop, Mouth mouth) {
        told = viseme;
        toldAt = hop;
        dueSince = NONE;
        mouth.change(viseme, hop);
    }

    private int at(long hop) {
        return (int) hop & ahead.length - 1;
    }

    private int slot(int place) {
        return (firstWaiting + place) % waiting.length;
    }

    private static int hops(int millis) {
        return (millis + HOP_MILLIS - 1) / HOP_MILLIS;
    }

    private static int bits(Iterable<Integer> visemes) {
        int bits = 0;
        for (int viseme : visemes) {
            bits |= 1 << viseme;
        }
        return bits;
    }
}
