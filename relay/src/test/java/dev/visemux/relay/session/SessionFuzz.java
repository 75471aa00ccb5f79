// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Any messages of one vendor and its client through a whole session, engine and all, a line each: an {@link Exchange}. The
 * first byte names the vendor, the second how messages are fragmented and reads are cut.
 */
public final class SessionFuzz {
    private static final String[] VENDORS = {"openai", "gemini", "elevenlabs", "vatel"};
    private static final int MAX_MESSAGES = 16;
    private static Wire host;

    private SessionFuzz() {}

    public static void fuzzerInitialize() {
        host = new Wire();
    }

    public static void fuzzerTearDown() {
        host.close();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 3) {
            return;
        }
        String text = new String(input, 2, input.length - 2, StandardCharsets.ISO_8859_1);
        List<byte[]> lines = Stream.of(text.split("\n", MAX_MESSAGES))
                .map(line -> line.getBytes(StandardCharsets.ISO_8859_1)).toList();
        try (Wire wire = Wire.beside(host, VENDORS[Math.floorMod(input[0] - '0', VENDORS.length)])) {
            new Exchange(wire).say(lines, new Random(input[1]), 1 << (input[1] & 0xF));
            if (!wire.session.open()) {
                throw new AssertionError("nothing that a message says ends a session");
            }
        }
    }
}
