// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names a session in its X-Request-Id and in the log. It opens nothing, so it need not be a secret. */
final class SessionId {
    private SessionId() {}

    static String next() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
