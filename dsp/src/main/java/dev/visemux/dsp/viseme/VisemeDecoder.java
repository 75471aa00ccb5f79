// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import dev.visemux.dsp.signal.Kernels;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The best path of visemes through a stream's scores (Viterbi, A. J. Viterbi 1967), grown hop by hop. One thread;
 * allocates nothing after construction. It remembers {@code window} hops; ties go to the lower state.
 *
 * <p>Ways back are not stored but found again where a path is traced: which chain was left for a first state follows
 * from the scores at the chains' ends, and of a chain's last state one bit tells whether it was reached from itself.
 */
public final class VisemeDecoder {
    private static final int N = Viseme.COUNT;
    private static final int ROW = VisemeGrammar.ROW;

    private final Kernels kernels = Kernels.best();
    private final VisemeGrammar grammar;
    private final int mask;
    /** Score of every state at the newest hop; the best is 0. */
    private final float[] score;
    private final float[] savedScore;
    /** The score of the best way into each chain. */
    private final float[] entered = new float[ROW];
    /** By hop: the scores of the chains' ends before it, and the bits. */
    private final float[] ends;
    private final int[] stayed;

    private float scale;
    private long hops;
    private long savedHops;

    /** @param window a power of two */
    public VisemeDecoder(VisemeGrammar grammar, int window) {
        this.grammar = grammar;
        this.mask = window - 1;
        this.score = new float[grammar.states];
        this.savedScore = new float[grammar.states];
        this.ends = new float[window * N];
        this.stayed = new int[window];
        restart();
    }

    /** Before the first hop there was silence. */
    public void restart() {
        hops = 0;
        scale = grammar.options.emissionScale();
        Arrays.fill(score, Float.NEGATIVE_INFINITY);
        score[grammar.last[Viseme.SILENCE.ordinal()]] = 0;
    }

    public long hops() {
        return hops;
    }

    /** One more hop, with the network's 22 log-probabilities from {@code at}. */
    public void step(FloatBuffer scores, int at) {
        int slot = (int) hops++ & mask;
        int endsAt = slot * N;
        for (int v = 0; v < N; v++) {
            ends[endsAt + v] = score[grammar.last[v]];
        }
        kernels.bestWays(ends, endsAt, N, grammar.enter, ROW, entered);
        stayed[slot] = advance(scores, at);
        normalise();
    }

    /** Moves every chain one state on; its bits tell which last states were reached from themselves. */
    private int advance(FloatBuffer scores, int at) {
        float[] bias = grammar.options.bias();
        int bits = 0;
        for (int v = 0; v < N; v++) {
            float emission = scale * scores.get(at + v) + bias[v];
            int first = grammar.first[v];
            int last = grammar.last[v];
            if (first < last) {
                float stay = grammar.stay[v];
                float come = score[last - 1] + stay;
                float remain = score[last] + stay;
                bits |= remain > come ? 1 << v : 0;
                score[last] = Math.max(come, remain) + emission;
                for (int state = last - 1; state > first; state--) {
                    score[state] = score[state - 1] + stay + emission;
                }
            }
            score[first] = entered[v] + emission;
        }
        return bits;
    }

    /** Only differences count; this keeps hours of audio in range. */
    private void normalise() {
        float best = Float.NEGATIVE_INFINITY;
        for (float s : score) {
            best = Math.max(best, s);
        }
        for (int state = 0; state < score.length; state++) {
            score[state] -= best;
        }
    }

    /** Hops stepped from here until {@link #rewind} are a trial: they are decided short of context. */
    public void mark() {
        System.arraycopy(score, 0, savedScore, 0, score.length);
        savedHops = hops;
        scale = grammar.options.shortScale();
    }

    public void rewind() {
        System.arraycopy(savedScore, 0, score, 0, score.length);
        hops = savedHops;
        scale = grammar.options.emissionScale();
    }

    /** The best path's visemes of hops {@code [from, hops())}. */
    public void trace(long from, byte[] visemes, int at) {
        int state = best();
        for (long hop = hops - 1; hop >= from; hop--) {
            visemes[at + (int) (hop - from)] = grammar.viseme[state];
            state = before(state, hop);
        }
    }

    /** The best path's viseme of one hop. */
    public byte viseme(long hop) {
        int state = best();
        for (long later = hops - 1; later > hop; later--) {
            state = before(state, later);
        }
        return grammar.viseme[state];
    }

    private int best() {
        int best = 0;
        for (int state = 1; state < score.length; state++) {
            if (score[state] > score[best]) {
                best = state;
            }
        }
        return best;
    }

    /** The state from which the best path came into {@code state} at {@code hop}. */
    private int before(int state, long hop) {
        int slot = (int) hop & mask;
        int v = grammar.viseme[state];
        if (state == grammar.first[v]) {
            return grammar.last[left(slot * N, v)];
        }
        return state == grammar.last[v] && (stayed[slot] & 1 << v) != 0 ? state : state - 1;
    }

    private int left(int endsAt, int v) {
        int best = 0;
        for (int u = 1; u < N; u++) {
            if (ends[endsAt + u] + grammar.enter[u * ROW + v] > ends[endsAt + best] + grammar.enter[best * ROW + v]) {
                best = u;
            }
        }
        return best;
    }
}
