// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.signal.Kernels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Base64;

/** Any bytes as base64: both kernels read what the JDK reads where it is padded, refuse what it refuses, and write no further. */
public final class Base64Fuzz {
    private static final int CANARIES = 64;
    private static final byte UNTOUCHED = 0x5A;
    private static final Kernels[] TWINS = {Kernels.best(), Kernels.scalar()};

    private Base64Fuzz() {}

    public static void fuzzerTestOneInput(byte[] text) {
        byte[] expected = text.length % 4 == 0 ? byJdk(text) : null;
        int first = decode(TWINS[0], text, expected);
        int second = decode(TWINS[1], text, expected);
        if (first != second) {
            throw new AssertionError("twins say " + first + " and " + second);
        }
    }

    private static byte[] byJdk(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static int decode(Kernels kernels, byte[] text, byte[] expected) {
        ByteBuf in = Unpooled.directBuffer(text.length + 1).writeBytes(text);
        int room = text.length / 4 * 3;
        byte[] written = new byte[room + CANARIES];
        Arrays.fill(written, UNTOUCHED);
        ByteBuf out = Unpooled.directBuffer(written.length).writeBytes(written);
        try {
            int result = kernels.decodeBase64(in.memoryAddress(), text.length, out.memoryAddress());
            out.getBytes(0, written);
            judge(result, text.length, expected, written, room);
            return result;
        } finally {
            in.release();
            out.release();
        }
    }

    private static void judge(int result, int chars, byte[] expected, byte[] written, int room) {
        boolean right = expected == null ? result < 0 && ~result <= chars
                : result == expected.length && Arrays.equals(expected, Arrays.copyOf(written, expected.length));
        for (int i = room; i < written.length; i++) {
            right &= written[i] == UNTOUCHED;
        }
        if (!right) {
            String means = expected == null ? "no base64" : expected.length + " bytes";
            throw new AssertionError("result " + result + " for " + means);
        }
    }
}
