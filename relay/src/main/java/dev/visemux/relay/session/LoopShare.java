// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.util.concurrent.EventExecutor;

/**
 * What the sessions of one event loop share: their way to a worker, what counts their use, the time of held frames, and scratch
 * memory.
 */
record LoopShare(DspLink link, Meter meter, HoldClock clock, Tail tail) {
    static LoopShare of(EventExecutor loop, DspLink link, Meter meter, RelayConfig.Session settings) {
        return new LoopShare(link, meter, new HoldClock(loop, settings.hold().toNanos()), new Tail(settings.field()));
    }
}
