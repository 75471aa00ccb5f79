// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Metrics.Counter;

/** What is counted of one leg. */
enum Traffic {
    CLIENT(Counter.CLIENT_MESSAGES, Counter.CLIENT_READ_BYTES, Counter.CLIENT_WRITTEN_BYTES, Counter.CLIENT_PAUSED_NANOS),
    UPSTREAM(Counter.UPSTREAM_MESSAGES, Counter.UPSTREAM_READ_BYTES, Counter.UPSTREAM_WRITTEN_BYTES,
            Counter.UPSTREAM_PAUSED_NANOS);

    final Counter messages;
    final Counter read;
    final Counter written;
    final Counter paused;

    Traffic(Counter messages, Counter read, Counter written, Counter paused) {
        this.messages = messages;
        this.read = read;
        this.written = written;
        this.paused = paused;
    }
}
