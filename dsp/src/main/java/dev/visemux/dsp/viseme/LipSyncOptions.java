// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.util.Set;

/**
 * How {@link NaturalLipSync} thins out visemes. Immutable; the defaults are {@link #CONVERSATION}'s.
 *
 * @param minVisemeIntervalMillis shapes closer than this merge
 * @param mergeWindowMillis       window in which similar shapes merge
 * @param keyVisemePreference     0 to 1: of two that merge, how much distinctiveness counts against duration
 * @param similarityThreshold     0 to 1: how alike two shapes must be to merge in the window ({@link MouthShape})
 * @param preserveSilence         silence is never merged away
 * @param preserveCriticalVisemes critical shapes are never skipped
 * @param criticalMillis          how long critical shapes are held at least
 * @param criticalVisemes         their ids
 */
public record LipSyncOptions(int minVisemeIntervalMillis, int mergeWindowMillis, float keyVisemePreference,
        float similarityThreshold, boolean preserveSilence, boolean preserveCriticalVisemes, int criticalMillis,
        Set<Integer> criticalVisemes) {
    /** The lips or the tongue must be seen where they are: w uw, ow, r, l, f v, p b m. */
    private static final Set<Integer> CRITICAL = Set.of(7, 8, 13, 14, 18, 21);

    /** Speech at a usual pace. */
    public static final LipSyncOptions CONVERSATION =
            new LipSyncOptions(40, 60, 0.6f, 0.4f, true, true, 80, CRITICAL);
    /** More is left out, so that a hurried mouth does not flutter. */
    public static final LipSyncOptions FAST_SPEECH =
            new LipSyncOptions(80, 100, 0.5f, 0.3f, true, true, 80, CRITICAL);
    /** Clear articulation: only near twins merge. */
    public static final LipSyncOptions EDUCATIONAL =
            new LipSyncOptions(40, 50, 0.9f, 0.8f, true, true, 80, CRITICAL);
    /** Nothing merges, nothing waits: every change as it is decoded. */
    public static final LipSyncOptions RAW = new LipSyncOptions(0, 0, 0, 1, false, false, 0, Set.of());

    public LipSyncOptions {
        criticalVisemes = Set.copyOf(criticalVisemes);
    }

    /** Whether it changes anything. */
    public boolean smooths() {
        return !equals(RAW);
    }

    /** A preset by its name, or null. */
    public static LipSyncOptions preset(String name) {
        return switch (name) {
            case "conversation" -> CONVERSATION;
            case "fast_speech", "fastSpeech" -> FAST_SPEECH;
            case "educational" -> EDUCATIONAL;
            default -> null;
        };
    }
}
