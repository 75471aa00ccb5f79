// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Metrics.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of a session, last in its channel's pipeline: reads through a {@link FrameTunnel}, writes through a
 * {@link FrameWriter} and tells the session what ends it. Event loop only. It owns both halves; it decides nothing.
 */
abstract class Leg extends ChannelInboundHandlerAdapter implements FrameTunnel.Receiver {
    private static final Logger log = LoggerFactory.getLogger(Leg.class);
    /** A read that fills less than a quarter of its memory is copied: what waits must not pin the rest. */
    private static final int SPARSE = 4;
    private static final int SPARSE_FROM_BYTES = 4096;

    final Session session;
    private final Counter messages;
    private ChannelHandlerContext ctx;
    private FrameTunnel tunnel;
    private FrameWriter writer;
    private boolean peerClosed;
    private long seenProgress;
    private long stalledSinceNanos;

    /** {@code messages}: counts what comes in here. */
    Leg(Session session, Counter messages) {
        this.session = session;
        this.messages = messages;
    }

    abstract FrameTunnel newTunnel(ChannelHandlerContext ctx);

    abstract FrameWriter newWriter(ChannelHandlerContext ctx);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        tunnel = newTunnel(ctx);
        writer = newWriter(ctx);
    }

    FrameWriter writer() {
        return writer;
    }

    /** Whether this leg is read; a stop ends with the current read at the latest. */
    void reads(boolean yes) {
        if (ctx.channel().config().isAutoRead() != yes) {
            ctx.channel().config().setAutoRead(yes);
        }
    }

    /** Ends this leg; what its peer still sends is dropped. */
    void close(Closing closing) {
        reads(true);
        writer.close(closing, peerClosed);
    }

    /** Whether the peer has taken nothing for so long although there was something to take. */
    boolean stalled(long nowNanos, long limitNanos) {
        long progress = writer.progress();
        if (writer.pendingBytes() == 0 || progress > seenProgress) {
            seenProgress = progress;
            stalledSinceNanos = nowNanos;
        }
        return nowNanos - stalledSinceNanos >= limitNanos;
    }

    void drop() {
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = compact((ByteBuf) message);
        session.read(this, in.capacity());
        tunnel.read(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.progress();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.balance();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tunnel.close();
        session.gone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("session {}: connection failed", session.id(), cause);
        ctx.close();
    }

    @Override
    public void ping(byte[] body, int length) {
        writer.pong(body, length);
    }

    @Override
    public void message(boolean gathered) {
        session.metrics().count(messages);
        if (gathered) {
            session.metrics().count(Counter.GATHERED);
        }
    }

    @Override
    public void closed(Closing closing) {
        peerClosed = true;
        session.closedBy(this, closing);
    }

    /** Every scan and decode reads native memory; a heap buffer comes only from the JDK's own TLS. */
    private ByteBuf compact(ByteBuf in) {
        int length = in.readableBytes();
        boolean sparse = in.capacity() >= SPARSE_FROM_BYTES && in.capacity() / SPARSE > length;
        if (in.hasMemoryAddress() && !sparse) {
            return in;
        }
        try {
            return ctx.alloc().directBuffer(length).writeBytes(in);
        } finally {
            in.release();
        }
    }
}
