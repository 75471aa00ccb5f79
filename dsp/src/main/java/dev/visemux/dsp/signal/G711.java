// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** Telephone samples of a byte each (ITU-T G.711), by tables of 1 KiB: they stay in the first cache. */
final class G711 {
    static final float[] MULAW = new float[256];
    static final float[] ALAW = new float[256];

    static {
        for (int code = 0; code < 256; code++) {
            MULAW[code] = mulaw(~code) * ScalarKernels.PCM16_SCALE;
            ALAW[code] = alaw(code ^ 0x55) * ScalarKernels.PCM16_SCALE;
        }
    }

    private G711() {}

    static void decode(float[] table, long source, int samples, float[] target, int at) {
        for (int i = 0; i < samples; i++) {
            target[at + i] = table[ScalarKernels.MEMORY.get(JAVA_BYTE, source + i) & 0xff];
        }
    }

    private static int mulaw(int code) {
        int magnitude = ((code & 0x0f) << 3) + 0x84 << (code >> 4 & 7);
        return (code & 0x80) == 0 ? magnitude - 0x84 : 0x84 - magnitude;
    }

    private static int alaw(int code) {
        int segment = code >> 4 & 7;
        int mantissa = (code & 0x0f) << 4;
        int magnitude = segment == 0 ? mantissa + 8 : mantissa + 0x108 << segment - 1;
        return (code & 0x80) == 0 ? -magnitude : magnitude;
    }
}
