// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.util.concurrent.atomic.AtomicLong;

/** How much decoded audio all requests together hold. Any thread. */
final class HeldBytes {
    private final AtomicLong held = new AtomicLong();
    private final long max;

    HeldBytes(long max) {
        this.max = max;
    }

    void take(int bytes) {
        if (held.addAndGet(bytes) > max) {
            held.addAndGet(-bytes);
            throw new RelayException(RelayError.OVERLOADED);
        }
    }

    void give(int bytes) {
        held.addAndGet(-bytes);
    }
}
