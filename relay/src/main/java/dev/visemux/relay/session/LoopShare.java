// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.util.concurrent.EventExecutor;

/** What the sessions of one event loop share: their way to a worker, the time of held frames, and scratch memory. */
record LoopShare(DspLink link, HoldClock clock, Tail tail) {
    static LoopShare of(EventExecutor loop, DspLink link, RelayConfig.Session settings) {
        return new LoopShare(link, new HoldClock(loop, settings.hold().toNanos()), new Tail(settings.field()));
    }
}
