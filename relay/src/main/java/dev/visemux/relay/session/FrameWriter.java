// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * The writing half of one leg: frames of the other side as they come, and between them our own (pong, close).
 * Event loop only. It owns nothing but the answer it still owes; flushing is the session's decision.
 */
final class FrameWriter {
    /** A peer gets so long to answer a close frame, or to take what a broken frame left in the pipe. */
    static final long LINGER_MILLIS = 1_000;

    private final ChannelHandlerContext ctx;
    private final FrameMask mask;
    private final byte[] pong = new byte[FrameHeader.MAX_CONTROL_BYTES];
    private int pongLength = -1;
    private boolean inside;
    private boolean closed;
    private boolean dirty;
    private long written;

    /** {@code mask}: null on the leg where we are the server. */
    FrameWriter(ChannelHandlerContext ctx, FrameMask mask) {
        this.ctx = ctx;
        this.mask = mask;
    }

    /** Writes bytes and takes their ownership; {@code inside}: they end within a frame. */
    void pass(ByteBuf bytes, boolean inside) {
        if (closed) {
            bytes.release();
            return;
        }
        this.inside = inside;
        write(bytes);
        if (pongLength >= 0 && !inside) {
            writePong();
        }
    }

    /** Answers a ping as soon as no frame is open; a later ping replaces an unanswered one (RFC 6455, section 5.5.3). */
    void pong(byte[] body, int length) {
        if (closed) {
            return;
        }
        System.arraycopy(body, 0, pong, 0, length);
        pongLength = length;
        if (!inside) {
            writePong();
        }
    }

    /** Ends this leg: a close frame where none is open, then the connection after {@link #LINGER_MILLIS}. */
    void close(Closing closing, boolean peerClosed) {
        if (closed) {
            return;
        }
        closed = true;
        ByteBuf last = inside ? Unpooled.EMPTY_BUFFER : closeFrame(closing);
        long linger = peerClosed ? 0 : LINGER_MILLIS;
        ctx.writeAndFlush(last).addListener(sent -> dropAfter(linger));
    }

    boolean closed() {
        return closed;
    }

    void flush() {
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

    /** Bytes that have left for good: it grows while the peer reads. */
    long progress() {
        return written - pendingBytes();
    }

    private void write(ByteBuf bytes) {
        dirty = true;
        written += bytes.readableBytes();
        ctx.write(bytes, ctx.voidPromise());
    }

    private void writePong() {
        ByteBuf frame = ownFrame(FrameHeader.PONG, pongLength);
        write(masked(frame.writeBytes(pong, 0, pongLength), pongLength));
        pongLength = -1;
    }

    private ByteBuf closeFrame(Closing closing) {
        ByteBuf frame = ownFrame(FrameHeader.CLOSE, closing.bodyBytes());
        closing.writeBody(frame);
        return masked(frame, closing.bodyBytes());
    }

    private ByteBuf ownFrame(int opcode, int length) {
        ByteBuf frame = ctx.alloc().directBuffer(FrameHeader.MAX_BYTES + length);
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
