// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

/**
 * How alike two mouth shapes look, from what of an articulation is seen: how far the lips are open, how round they
 * are, how low the jaw is, how far to the front the tongue shows, whether the lower lip touches the upper teeth.
 *
 * <p>That lip opening and rounding carry most of what is read from lips: Montgomery and Jackson, "Physical
 * characteristics of the lips underlying vowel lipreading performance", JASA 73 (1983). That consonants fall together
 * by place of articulation, lips before teeth before tongue: Fisher, "Confusions among visually perceived consonants",
 * JSHR 11 (1968). Jaw and lips as independent: Edwards et al., "JALI", ACM TOG 35 (2016). The degrees are ours, read
 * off the IPA's description of each viseme's sounds (height, backness, rounding, place), in tenths; a diphthong's are
 * its middle.
 */
final class MouthShape {
    /** By viseme: lips open, rounded, jaw low, tongue in front, lip on teeth. */
    private static final int[][] TENTHS = {
        {0, 4, 0, 0, 0},   // silence
        {6, 4, 6, 1, 0},   // ae ax ah
        {8, 4, 9, 0, 0},   // aa
        {6, 8, 7, 0, 0},   // ao
        {5, 2, 4, 2, 0},   // ey eh uh
        {4, 7, 3, 2, 0},   // er
        {3, 0, 2, 3, 0},   // y iy ih
        {2, 10, 2, 0, 0},  // w uw
        {4, 9, 4, 0, 0},   // ow
        {7, 6, 7, 0, 0},   // aw
        {5, 7, 5, 1, 0},   // oy
        {7, 3, 7, 1, 0},   // ay
        {4, 4, 3, 0, 0},   // h
        {3, 7, 2, 3, 0},   // r
        {4, 4, 3, 8, 0},   // l
        {2, 2, 1, 4, 0},   // s z
        {3, 8, 1, 3, 0},   // sh ch jh zh
        {3, 4, 2, 10, 0},  // th dh
        {1, 4, 1, 0, 10},  // f v
        {3, 3, 2, 5, 0},   // d t n
        {4, 4, 3, 1, 0},   // k g ng
        {0, 4, 1, 0, 0},   // p b m
    };
    /** What a viewer sees first counts most. */
    private static final int[] WEIGHTS = {3, 3, 2, 2, 3};

    private static final float[] SIMILARITY = new float[Viseme.COUNT * Viseme.COUNT];
    private static final float[] DISTINCTIVENESS = new float[Viseme.COUNT];

    static {
        float mean = 0;
        float most = 0;
        for (int a = 0; a < Viseme.COUNT; a++) {
            for (int b = 0; b < Viseme.COUNT; b++) {
                DISTINCTIVENESS[a] += distance(a, b);
            }
            mean += DISTINCTIVENESS[a] / Viseme.COUNT / (Viseme.COUNT - 1);
            most = Math.max(most, DISTINCTIVENESS[a]);
        }
        for (int a = 0; a < Viseme.COUNT; a++) {
            DISTINCTIVENESS[a] /= most;
            for (int b = 0; b < Viseme.COUNT; b++) {
                SIMILARITY[a * Viseme.COUNT + b] = Math.max(0, 1 - distance(a, b) / mean);
            }
        }
    }

    private MouthShape() {}

    /** 1: the same; 0: no more alike than two shapes drawn at random. */
    static float similarity(int a, int b) {
        return SIMILARITY[a * Viseme.COUNT + b];
    }

    /** How far it is from all others, 1 for the farthest. */
    static float distinctiveness(int viseme) {
        return DISTINCTIVENESS[viseme];
    }

    private static float distance(int a, int b) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * Math.abs(TENTHS[a][i] - TENTHS[b][i]);
        }
        return sum;
    }
}
