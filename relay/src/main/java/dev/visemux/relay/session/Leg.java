// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Session session;
    private final Traffic traffic;
    private final FrameWriter writer;
    private ChannelHandlerContext ctx;
    private FrameTunnel tunnel;
    private boolean peerClosed;
    private boolean gone;
    private boolean paused;
    private long pausedSinceNanos;
    private long toldBytes;
    private long seenProgress = Long.MIN_VALUE;
    private long stalledSinceNanos;
    private long idleFramesFromNanos;
    private int idleFrames;

    /**
     * @param traffic what is counted here
     * @param mask    of our own frames; null towards a client
     */
    Leg(Session session, Traffic traffic, FrameMask mask) {
        this.session = session;
        this.traffic = traffic;
        writer = new FrameWriter(mask);
    }

    abstract FrameTunnel newTunnel(ByteBufAllocator allocator);

    /** A read of so much memory comes. */
    void reading(int bytes) {}

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        tunnel = newTunnel(ctx.alloc());
        writer.open(ctx);
    }

    /** It has a connection. */
    boolean stands() {
        return ctx != null && !gone;
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

    /** Whether this leg must wait until the other one has less to take. */
    void paused(boolean yes) {
        if (paused != yes) {
            paused = yes;
            long now = nowNanos();
            if (yes) {
                pausedSinceNanos = now;
            } else {
                session.counts().add(traffic.paused, now - pausedSinceNanos);
            }
            reads(!yes);
        }
    }

    void flush() {
        session.stages().write().from();
        writer.flush();
        long more = writer.writtenBytes() - toldBytes;
        if (more > 0) {
            session.stages().write().to(more);
            toldBytes += more;
            session.counts().add(traffic.written, more);
        }
    }

    /** Ends this leg; what its peer still sends is dropped. */
    void close(Closing closing) {
        if (stands()) {
            paused(false);
        }
        writer.close(closing, peerClosed);
        if (stands()) {
            reads(true);
        }
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
        session.read();
        session.tally().bytes(in.readableBytes());
        session.counts().add(traffic.read, in.readableBytes());
        reading(in.capacity());
        tunnel.read(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.progress();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.settle();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        tunnel.close();
        session.gone(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.debug("session {}: a connection failed", session.id(), cause);
            ctx.close();
        } else {
            log.error("session {} met a bug", session.id(), cause);
            session.end(RelayError.INTERNAL);
        }
    }

    @Override
    public void ping(byte[] body, int length) {
        writer.pong(body, length);
    }

    @Override
    public void idleFrame() {
        long now = nowNanos();
        if (now - idleFramesFromNanos >= SECOND_NANOS) {
            idleFramesFromNanos = now;
            idleFrames = 0;
        }
        if (++idleFrames > session.settings().maxIdleFrames()) {
            tunnel.close();
            session.counts().count(Counter.RATE_LIMITED_FRAMES);
            fault(RelayError.RATE_LIMITED);
        }
    }

    @Override
    public void message(boolean gathered) {
        session.counts().count(traffic.messages);
        session.tally().message();
        if (gathered) {
            session.counts().count(Counter.GATHERED);
        }
    }

    @Override
    public void closed(Closing closing) {
        peerClosed = true;
        session.closedBy(this, closing);
    }

    private long nowNanos() {
        return ctx.channel().eventLoop().ticker().nanoTime();
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
