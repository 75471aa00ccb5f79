// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On a listening socket, before anything is made for who comes in: how many may be in at the same time, and what happens
 * where the system gives no socket, as without a free file descriptor. One for each, on its event loop.
 */
final class Intake extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    /** Until the next try: whoever waits is in the system's queue meanwhile, and a loop that tries on would do nothing else. */
    private static final long REST_MILLIS = 100;
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String door;
    private final int max;
    private final Metrics metrics;
    private final AtomicInteger open = new AtomicInteger();
    private boolean failing;
    private long toldNanos;

    /** {@code door}: its name in the log. */
    Intake(String door, int max, Metrics metrics) {
        this.door = door;
        this.max = max;
        this.metrics = metrics;
        toldNanos = System.nanoTime() - QUIET_NANOS;
    }

    /** Connections that are in; any thread. */
    int open() {
        return open.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        if (failing) {
            failing = false;
            log.info("the {} port accepts connections again", door);
        }
        Channel channel = (Channel) accepted;
        if (open.incrementAndGet() <= max) {
            channel.closeFuture().addListener(_ -> open.decrementAndGet());
            ctx.executor().execute(() -> ctx.fireChannelRead(channel)); // see Transport
        } else {
            open.decrementAndGet();
            metrics.count(Counter.CONNECTIONS_REFUSED);
            channel.unsafe().closeForcibly();
        }
    }

    /** It goes no further: Netty would rest for a second, and say so in the log each time. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        metrics.count(Counter.ACCEPT_FAILURES);
        long now = System.nanoTime();
        if (now - toldNanos >= QUIET_NANOS) {
            toldNanos = now;
            failing = true;
            log.error("the {} port cannot accept connections ({}); what is open goes on, it is tried again every {} ms",
                    door, cause.getMessage(), REST_MILLIS);
        }
        ctx.channel().config().setAutoRead(false);
        ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), REST_MILLIS, TimeUnit.MILLISECONDS);
    }
}
