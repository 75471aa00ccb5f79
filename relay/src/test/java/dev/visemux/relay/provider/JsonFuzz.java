// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Any bytes: the cursor reads of them what Jackson reads, and refuses what Jackson refuses. */
public final class JsonFuzz {
    private static final int MAX_DEPTH = 64;

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] text) {
        Object read = JsonMembers.byCursor(text);
        String latin = new String(text, StandardCharsets.ISO_8859_1);
        boolean shallow = latin.chars().filter(c -> c == '{' || c == '[').count() <= MAX_DEPTH;
        if (shallow && !JsonMembers.disputed(latin) && !Objects.equals(read, JsonMembers.byJackson(text))) {
            throw new AssertionError("cursor " + read + ", Jackson " + JsonMembers.byJackson(text));
        }
    }
}
