// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.Traces;
import dev.visemux.relay.upstream.Vendors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * What all sessions of a relay share, and the list of those that are open. Any thread may ask and drain; everything
 * else happens on a session's event loop.
 */
public final class Sessions {
    private final RelayConfig.Session settings;
    private final Metrics metrics;
    private final Vendors vendors;
    private final Traces traces;
    private final Function<EventLoop, DspLink> links;
    private final Function<EventLoop, Meter> meters;
    private final WriteBufferWaterMark waterMark;
    private final Map<EventLoop, LoopShare> shares = new ConcurrentHashMap<>();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    /**
     * @param links  each event loop's way to a worker; asked on that loop, once
     * @param meters what counts on each event loop; the same
     */
    public Sessions(RelayConfig.Session settings, Metrics metrics, Vendors vendors, Traces traces,
            Function<EventLoop, DspLink> links, Function<EventLoop, Meter> meters) {
        this.settings = settings;
        this.metrics = metrics;
        this.vendors = vendors;
        this.traces = traces;
        this.links = links;
        this.meters = meters;
        // The channel tells when it has fallen to half of what stops the other leg.
        waterMark = new WriteBufferWaterMark((int) settings.bufferBytes() / 2, (int) settings.bufferBytes());
    }

    /** How many sessions are open, those that are still dialing or closing included. */
    public int count() {
        return open.size();
    }

    /** Ends every open session with 1001 {@code draining}, each at some moment within this time. */
    public void drain(Duration jitter) {
        open.forEach(session -> session.later(ThreadLocalRandom.current().nextLong(jitter.toMillis() + 1),
                () -> session.end(RelayError.DRAINING)));
    }

    LoopShare share(EventLoop loop) {
        return shares.computeIfAbsent(loop, _ -> LoopShare.of(loop, links.apply(loop), meters.apply(loop), metrics.newTimings(),
                settings));
    }

    void prepare(Channel channel) {
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark);
    }

    void opened(Session session) {
        open.add(session);
    }

    void closed(Session session) {
        open.remove(session);
    }

    RelayConfig.Session settings() {
        return settings;
    }

    Metrics metrics() {
        return metrics;
    }

    Vendors vendors() {
        return vendors;
    }

    Traces traces() {
        return traces;
    }
}
