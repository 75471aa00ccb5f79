// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import java.util.Arrays;
import java.util.Random;

/** Any bytes behind the first as the JSON body of a recording: judged as Jackson does, which reads the whole at once. */
public final class BodyFuzz {
    private BodyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            AudioJsonTest.agree(Arrays.copyOfRange(input, 1, input.length), new Random(input[0]));
        }
    }
}
