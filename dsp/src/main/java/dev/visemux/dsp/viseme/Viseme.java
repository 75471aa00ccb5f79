// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

/**
 * The 22 mouth shapes in wire order (Microsoft's SAPI numbering): the ordinal is the id. The closure before a stop
 * takes the stop's viseme, an affricate's closure {@link #SH_CH_J}.
 */
public enum Viseme {
    SILENCE("silence"),
    AE_AX_AH("cat, about, cut"),
    AA("father"),
    AO("dog"),
    EY_EH_UH("ate, pet, put"),
    ER("fur"),
    Y_IY_IH("yacht, feel, fill"),
    W_UW("with, too"),
    OW("go"),
    AW("foul"),
    OY("toy"),
    AY("bite"),
    H("help"),
    R("red"),
    L("lid"),
    S_Z("sit, zap"),
    SH_CH_J("she, chin, joy, pleasure"),
    TH_DH("thin, then"),
    F_V("fork, vat"),
    D_T_N("dig, talk, no"),
    K_G_NG("cut, gut, sing"),
    P_B_M("put, big, mat");

    public static final int COUNT = 22;

    private final String sounds;

    Viseme(String sounds) {
        this.sounds = sounds;
    }

    /** Words that begin with, or carry, its sounds. */
    public String sounds() {
        return sounds;
    }
}
