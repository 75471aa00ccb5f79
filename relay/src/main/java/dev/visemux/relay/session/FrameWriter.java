// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The writing half of one leg: frames of the other side as they come, and between them our own. Event
 * loop only. It owns what is written before the connection stands, and the answer it owes; it never decides when to
 * flush.
 */
final class FrameWriter {
    /** A peer gets so long to answer a close frame, or to take what a broken frame left in the pipe. */
    static final long LINGER_MILLIS = 1_000;
    static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
    private static final int NONE = -1;

    private final FrameMask mask;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);
    private final byte[] pong = new byte[FrameHeader.MAX_CONTROL_BYTES];
    private int pongLength = NONE;
    private ChannelHandlerContext ctx;
    private boolean inside;
    private boolean closed;
    private boolean dirty;
    private long written;

    /** {@code mask}: of our own frames; null on the leg where we are the server. */
    FrameWriter(FrameMask mask) {
        this.mask = mask;
    }

    /** The connection stands; what was written before leaves now. */
    void open(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        while (!early.isEmpty()) {
            write(early.poll());
        }
        flush();
    }

    /** Writes bytes and takes their ownership; {@code inside}: they end within a frame. */
    void pass(ByteBuf bytes, boolean inside) {
        if (closed) {
            bytes.release();
            return;
        }
        this.inside = inside;
        if (ctx == null) {
            early.add(bytes);
        } else {
            write(bytes);
            answer();
        }
    }

    /** Writes a whole message of our own; only between frames. */
    void say(ByteBufAllocator allocator, int opcode, byte[] message) {
        ByteBuf frame = ownFrame(allocator, opcode, message.length);
        pass(masked(frame.writeBytes(message), message.length), false);
    }

    /** Owes the answer to a ping until the next flush; a later ping replaces an unanswered one (RFC 6455, section 5.5.3). */
    void pong(byte[] body, int length) {
        System.arraycopy(body, 0, pong, 0, length);
        pongLength = length;
    }

    /** Ends this leg: a close frame where no other is open, then the connection after {@link #LINGER_MILLIS}. */
    void close(Closing closing, boolean peerClosed) {
        if (closed) {
            return;
        }
        closed = true;
        early.forEach(ByteBuf::release);
        early.clear();
        if (ctx != null) {
            ByteBuf last = inside ? Unpooled.EMPTY_BUFFER : closeFrame(closing);
            long linger = peerClosed ? 0 : LINGER_MILLIS;
            ctx.writeAndFlush(last).addListener(_ -> dropAfter(linger));
        }
    }

    void flush() {
        answer();
        if (dirty) {
            dirty = false;
            ctx.flush();
        }
    }

    /** Bytes given to the channel and not to its socket yet. */
    long pendingBytes() {
        var outbound = ctx.channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    /** Bytes given to the channel, in all. */
    long writtenBytes() {
        return written;
    }

    /** Bytes that have left for good: it grows while the peer reads, be it in the middle of a large message. */
    long progress() {
        var outbound = ctx.channel().unsafe().outboundBuffer();
        return written - pendingBytes() + (outbound == null ? 0 : outbound.currentProgress());
    }

    private void write(ByteBuf bytes) {
        dirty = true;
        written += bytes.readableBytes();
        ctx.write(bytes, ctx.voidPromise());
    }

    /** Between frames, and not to a peer that asks and asks and reads nothing. */
    private void answer() {
        if (pongLength != NONE && !inside && !closed && ctx.channel().isWritable()) {
            ByteBuf frame = ownFrame(ctx.alloc(), FrameHeader.PONG, pongLength);
            write(masked(frame.writeBytes(pong, 0, pongLength), pongLength));
            pongLength = NONE;
        }
    }

    private ByteBuf closeFrame(Closing closing) {
        ByteBuf frame = ownFrame(ctx.alloc(), FrameHeader.CLOSE, closing.bodyBytes());
        closing.writeBody(frame);
        return masked(frame, closing.bodyBytes());
    }

    private ByteBuf ownFrame(ByteBufAllocator allocator, int opcode, int length) {
        ByteBuf frame = allocator.directBuffer(FrameHeader.MAX_BYTES + length);
        FrameHeader.set(frame, 0, FrameHeader.FIN | opcode, mask != null, length);
        return frame.writerIndex(FrameHeader.size(length, mask != null));
    }

    private ByteBuf masked(ByteBuf frame, int length) {
        if (mask != null) {
            int key = mask.next();
            int from = frame.writerIndex() - length;
            frame.setInt(from - FrameHeader.MASK_BYTES, key);
            FrameMask.apply(frame, from, length, key, 0);
        }
        return frame;
    }

    private void dropAfter(long millis) {
        if (millis == 0) {
            ctx.close();
        } else {
            ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
        }
    }
}
