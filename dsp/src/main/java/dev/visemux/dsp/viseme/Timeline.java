// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static dev.visemux.dsp.signal.PcmFormat.HOP_MILLIS;

import java.util.Arrays;

/**
 * The visemes of recorded audio as a list of changes: a cue holds until the next one, the last until the end. One
 * thread. The first cue is at 0 and times strictly rise.
 */
public final class Timeline {
    private final NaturalLipSync lips;
    private int[] millis = new int[64];
    private byte[] visemes = new byte[64];
    private int size;
    private int hops;
    private int speechHops;

    public Timeline(LipSyncOptions options) {
        lips = new NaturalLipSync(options);
    }

    /** The viseme of the next hop. Its cue comes when enough of what follows is known. */
    public void add(int viseme) {
        speechHops += viseme == Viseme.SILENCE.ordinal() ? 0 : 1;
        hops++;
        lips.add(viseme, this::cue);
    }

    /** What follows is not waited for, as in a conversation. */
    public void settle() {
        lips.settle(this::cue);
    }

    /** There is no more. */
    public void finish() {
        lips.finish(lips.hops(), this::cue);
    }

    /** How many hops were added. */
    public int hops() {
        return hops;
    }

    /** How many cues there are. */
    public int size() {
        return size;
    }

    /** When cue {@code cue} begins. */
    public int millis(int cue) {
        return millis[cue];
    }

    public int viseme(int cue) {
        return visemes[cue];
    }

    /** Time outside silence, as it was heard. */
    public int speechMillis() {
        return speechHops * HOP_MILLIS;
    }

    /** {@code {"version":1,"durationMs":..,"speechMs":..,"frameMs":10,"cues":[{"t":0,"v":0},..]}}. */
    public String toJson(long durationMillis) {
        StringBuilder json = new StringBuilder(80 + 20 * size)
                .append("{\"version\":1,\"durationMs\":").append(durationMillis)
                .append(",\"speechMs\":").append(Math.min(speechMillis(), durationMillis))
                .append(",\"frameMs\":").append(HOP_MILLIS)
                .append(",\"cues\":[");
        for (int cue = 0; cue < size; cue++) {
            json.append(cue == 0 ? "" : ",")
                    .append("{\"t\":").append(millis[cue]).append(",\"v\":").append(visemes[cue]).append('}');
        }
        return json.append("]}").toString();
    }

    private void cue(int viseme, long hop) {
        if (size == millis.length) {
            millis = Arrays.copyOf(millis, 2 * size);
            visemes = Arrays.copyOf(visemes, 2 * size);
        }
        millis[size] = (int) hop * HOP_MILLIS;
        visemes[size++] = (byte) viseme;
    }
}
