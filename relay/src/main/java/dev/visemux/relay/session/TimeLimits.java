// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import java.time.Duration;

/**
 * How long a session may last and how long it may be silent. Asked a few times a second on the session's event loop;
 * a read costs it one increment and no look at a clock.
 */
final class TimeLimits {
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);

    private final RelayConfig.Session settings;
    private final Duration longest;
    private long beganNanos;
    private long activeNanos;
    private long reads;
    private long seenReads = -1;

    /** {@code longest}: no longer than {@code settings.maxDuration()}. */
    TimeLimits(RelayConfig.Session settings, Duration longest) {
        this.settings = settings;
        this.longest = longest;
    }

    void begin(long nowNanos) {
        beganNanos = nowNanos;
        activeNanos = nowNanos;
    }

    void read() {
        reads++;
    }

    /** The limit that is passed, or null. */
    RelayError due(long nowNanos) {
        if (reads != seenReads) {
            seenReads = reads;
            activeNanos = nowNanos;
        }
        if (nowNanos - beganNanos >= longest.toNanos()) {
            return RelayError.SESSION_EXPIRED;
        }
        return nowNanos - activeNanos >= settings.idle().toNanos() ? RelayError.IDLE : null;
    }

    /** Often enough for the shortest of the limits. */
    long tickMillis() {
        long shortest = Math.min(settings.idle().toMillis(),
                Math.min(longest.toMillis(), settings.slowConsumer().toMillis()));
        return Math.clamp(shortest / 4, 1, LONGEST_TICK.toMillis());
    }
}
