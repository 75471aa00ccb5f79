// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.Base64;

/** The simplest voice activity detection: loud is speech, and after half a second of quiet the user has finished. */
final class Microphone {
    enum Change { NONE, SPEECH_STARTED, SPEECH_STOPPED }

    private static final int LOUD = 2_000;
    private static final int QUIET_MILLIS = 500;

    private final int rateHz;
    private boolean speaking;
    private int quietSamples;

    /** @param rateHz of the PCM16 that this vendor's clients send */
    Microphone(int rateHz) {
        this.rateHz = rateHz;
    }

    Change hear(String base64) {
        byte[] pcm;
        try {
            pcm = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return Change.NONE; // no vendor hears anything in it either
        }
        if (isLoud(pcm)) {
            quietSamples = 0;
            boolean fresh = !speaking;
            speaking = true;
            return fresh ? Change.SPEECH_STARTED : Change.NONE;
        }
        quietSamples += pcm.length / 2;
        if (!speaking || quietSamples < rateHz / 1000 * QUIET_MILLIS) {
            return Change.NONE;
        }
        speaking = false;
        return Change.SPEECH_STOPPED;
    }

    /** The user types instead. */
    void forget() {
        speaking = false;
        quietSamples = 0;
    }

    private static boolean isLoud(byte[] pcm) {
        for (int i = 0; i + 1 < pcm.length; i += 2) {
            if (Math.abs(pcm[i] & 0xff | pcm[i + 1] << 8) > LOUD) {
                return true;
            }
        }
        return false;
    }
}
