// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.Timings;
import io.netty.util.concurrent.EventExecutor;

/**
 * What the sessions of one event loop share: their way to a worker, what counts their use and times their messages, the time of
 * held frames, scratch memory, and what tells a profiler of their stages.
 */
record LoopShare(DspLink link, Meter meter, Timings timings, HoldClock clock, Tail tail,
        StageEvents stages) {
    static LoopShare of(EventExecutor loop, DspLink link, Meter meter, Timings timings, RelayConfig.Session settings) {
        return new LoopShare(link, meter, timings, new HoldClock(loop, settings.hold().toNanos()), new Tail(settings.field()),
                new StageEvents());
    }
}
