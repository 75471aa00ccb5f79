// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * An accepted WebSocket that is closed at once, because a browser sees a close reason and never an HTTP body.
 * Event loop only; what the client sends is dropped until it has closed too.
 */
final class Farewell extends ChannelInboundHandlerAdapter implements FrameTunnel.Receiver {
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final RelayError error;
    private ChannelHandlerContext ctx;
    private FrameTunnel tunnel;

    Farewell(RelayError error) {
        this.error = error;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        tunnel = new FrameTunnel(true, null, MAX_MESSAGE_BYTES, ctx.alloc(), this);
    }

    /** Once nothing in the pipeline speaks HTTP. */
    void say() {
        FrameWriter writer = new FrameWriter(null);
        writer.open(ctx);
        writer.close(Closing.of(error), false);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        tunnel.read((ByteBuf) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public boolean wants(int opcode, ByteBuf in, int from, int length) {
        return false;
    }

    @Override
    public boolean inspect(int opcode, ByteBuf in, int from, int length) {
        return false;
    }

    @Override
    public void take(ByteBuf frame, int payloadAt, int opcode) {
        frame.release();
    }

    @Override
    public void pass(ByteBuf bytes, boolean inside) {
        bytes.release();
    }

    @Override
    public void ping(byte[] body, int length) {}

    @Override
    public void idleFrame() {}

    @Override
    public void message(boolean gathered) {}

    @Override
    public void closed(Closing closing) {
        ctx.close();
    }

    @Override
    public void fault(RelayError fault) {
        ctx.close();
    }
}
