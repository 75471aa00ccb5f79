// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisemeDecoderTest {
    private static final int HOPS = 120;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindThePathThatAFullSearchFinds(long seed) {
        Random random = new Random(seed);
        ModelManifest.Decoder options = Manifests.randomDecoder(random, 5);
        FloatBuffer scores = scores(random, HOPS);
        VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(options), 128);
        step(decoder, scores, 0, HOPS);
        byte[] path = new byte[HOPS];
        decoder.trace(0, path, 0);
        assertThat(path).isEqualTo(naive(options, scores, HOPS));
    }

    @Test
    void shouldDecideAHopByThePathAtItsLag() {
        Random random = new Random(9);
        ModelManifest.Decoder options = Manifests.randomDecoder(random, 6);
        FloatBuffer scores = scores(random, HOPS);
        VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(options), 8);
        for (int hop = 0; hop < HOPS; hop++) {
            step(decoder, scores, hop, hop + 1);
            if (hop >= options.lag()) {
                assertThat(decoder.viseme(hop - options.lag()))
                        .isEqualTo(naive(options, scores, hop + 1)[hop - options.lag()]);
            }
        }
    }

    @Test
    void shouldHearATrialAtItsOwnScale() {
        Random random = new Random(12);
        ModelManifest.Decoder options = Manifests.randomDecoder(random, 5);
        FloatBuffer scores = scores(random, HOPS);
        FloatBuffer louder = FloatBuffer.allocate(scores.capacity());
        for (int i = 0; i < scores.capacity(); i++) {
            boolean tried = i >= 100 * Viseme.COUNT;
            louder.put(i, scores.get(i) * (tried ? options.shortScale() / options.emissionScale() : 1));
        }
        VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(options), 128);
        step(decoder, scores, 0, 100);
        decoder.mark();
        step(decoder, scores, 100, HOPS);
        byte[] path = new byte[HOPS];
        decoder.trace(0, path, 0);
        assertThat(path).isEqualTo(naive(options, louder, HOPS)).isNotEqualTo(naive(options, scores, HOPS));
    }

    @Test
    void shouldForgetATrial() {
        Random random = new Random(10);
        VisemeGrammar grammar = new VisemeGrammar(Manifests.randomDecoder(random, 5));
        FloatBuffer scores = scores(random, HOPS);
        FloatBuffer other = scores(random, HOPS);
        VisemeDecoder tried = new VisemeDecoder(grammar, 128);
        VisemeDecoder straight = new VisemeDecoder(grammar, 128);
        step(tried, scores, 0, 60);
        tried.mark();
        step(tried, other, 60, 75);
        tried.rewind();
        step(tried, scores, 60, HOPS);
        step(straight, scores, 0, HOPS);
        byte[] triedPath = new byte[HOPS];
        byte[] straightPath = new byte[HOPS];
        tried.trace(0, triedPath, 0);
        straight.trace(0, straightPath, 0);
        assertThat(tried.hops()).isEqualTo(HOPS);
        assertThat(triedPath).isEqualTo(straightPath);
    }

    @Test
    void shouldHoldAVisemeForItsShortestStay() {
        int[] minHops = new int[Viseme.COUNT];
        Arrays.fill(minHops, 1);
        minHops[21] = 4;
        ModelManifest.Decoder plain = Manifests.plainDecoder(5);
        ModelManifest.Decoder options = new ModelManifest.Decoder(5, 1, 1, plain.bias(), minHops, plain.transitions());
        FloatBuffer scores = FloatBuffer.allocate(10 * Viseme.COUNT);
        for (int hop = 0; hop < 10; hop++) {
            scores.put(hop * Viseme.COUNT + (hop == 5 ? 21 : 1), hop == 5 ? 100 : 1);
        }
        VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(options), 16);
        step(decoder, scores, 0, 10);
        byte[] path = new byte[10];
        decoder.trace(0, path, 0);
        assertThat(path).isEqualTo(new byte[] {1, 1, 21, 21, 21, 21, 1, 1, 1, 1});
    }

    @Test
    void shouldGiveTiesToTheLowerState() {
        VisemeDecoder decoder = new VisemeDecoder(new VisemeGrammar(Manifests.plainDecoder(5)), 8);
        step(decoder, FloatBuffer.allocate(4 * Viseme.COUNT), 0, 4);
        byte[] path = new byte[4];
        decoder.trace(0, path, 0);
        assertThat(path).isEqualTo(new byte[4]);
    }

    @Test
    void shouldStayExactAfterHours() {
        ModelManifest.Decoder options = Manifests.randomDecoder(new Random(11), 5);
        FloatBuffer scores = scores(new Random(12), HOPS);
        VisemeDecoder old = new VisemeDecoder(new VisemeGrammar(options), 128);
        for (int round = 0; round < 3_600; round++) {
            step(old, scores, 0, HOPS);
        }
        VisemeDecoder young = new VisemeDecoder(new VisemeGrammar(options), 128);
        step(young, scores, 0, HOPS);
        step(young, scores, 0, HOPS);
        byte[] oldPath = new byte[HOPS];
        byte[] youngPath = new byte[HOPS];
        old.trace(old.hops() - HOPS, oldPath, 0);
        young.trace(HOPS, youngPath, 0);
        assertThat(oldPath).isEqualTo(youngPath);
    }

    private static void step(VisemeDecoder decoder, FloatBuffer scores, int from, int to) {
        for (int hop = from; hop < to; hop++) {
            decoder.step(scores, hop * Viseme.COUNT);
        }
    }

    private static FloatBuffer scores(Random random, int hops) {
        FloatBuffer scores = FloatBuffer.allocate(hops * Viseme.COUNT);
        for (int i = 0; i < scores.capacity(); i++) {
            scores.put(i, -4 * random.nextFloat());
        }
        return scores;
    }

    /** The textbook: every way into every state, kept for all hops. */
    private static byte[] naive(ModelManifest.Decoder options, FloatBuffer logp, int hops) {
        int states = Arrays.stream(options.minHops()).sum();
        int[] viseme = new int[states];
        boolean[] isFirst = new boolean[states];
        boolean[] isLast = new boolean[states];
        for (int v = 0, state = 0; v < Viseme.COUNT; v++) {
            isFirst[state] = true;
            for (int k = 0; k < options.minHops()[v]; k++) {
                viseme[state++] = v;
            }
            isLast[state - 1] = true;
        }
        double[] score = new double[states];
        Arrays.fill(score, Double.NEGATIVE_INFINITY);
        score[options.minHops()[0] - 1] = 0;
        int[][] back = new int[hops][states];
        for (int hop = 0; hop < hops; hop++) {
            double[] next = new double[states];
            for (int to = 0; to < states; to++) {
                next[to] = Double.NEGATIVE_INFINITY;
                for (int from = 0; from < states; from++) {
                    boolean enters = isLast[from] && isFirst[to] && (viseme[from] != viseme[to] || isLast[to]);
                    boolean stays = viseme[from] == viseme[to]
                            && (from == to - 1 || from == to && isLast[to]) && !(isFirst[to] && !isLast[to]);
                    if (enters || stays) {
                        double way = score[from] + options.transitions()[viseme[from]][viseme[to]];
                        if (way > next[to]) {
                            next[to] = way;
                            back[hop][to] = from;
                        }
                    }
                }
                next[to] += options.emissionScale() * logp.get(hop * Viseme.COUNT + viseme[to])
                        + options.bias()[viseme[to]];
            }
            score = next;
        }
        int state = 0;
        for (int s = 1; s < states; s++) {
            state = score[s] > score[state] ? s : state;
        }
        byte[] path = new byte[hops];
        for (int hop = hops - 1; hop >= 0; hop--) {
            path[hop] = (byte) viseme[state];
            state = back[hop][state];
        }
        return path;
    }
}
