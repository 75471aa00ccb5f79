// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The client's side: its frames go to the vendor as they came; the provider only looks for interrupts. Event loop only.
 */
final class ClientLeg extends Leg {
    private final FrameMask remask;

    /** {@code remask}: a fresh mask for each frame; null where TLS hides the client's own from the wire. */
    ClientLeg(Session session, FrameMask remask) {
        super(session);
        this.remask = remask;
    }

    @Override
    FrameTunnel newTunnel(ChannelHandlerContext ctx) {
        return new FrameTunnel(true, remask, session.settings().maxMessageBytes(), ctx.alloc(), this);
    }

    @Override
    FrameWriter newWriter(ChannelHandlerContext ctx) {
        return new FrameWriter(ctx, null);
    }

    @Override
    public boolean wants(ByteBuf in, int from, int length) {
        return false;
    }

    @Override
    public boolean inspect(ByteBuf in, int from, int length) {
        return false;
    }

    @Override
    public void take(ByteBuf frame, int payloadAt, int opcode) {
        throw new IllegalStateException("a client's message is never taken");
    }

    @Override
    public void pass(ByteBuf bytes, boolean inside) {
        session.toUpstream(bytes, inside);
    }

    @Override
    public void fault(RelayError error) {
        session.end(error);
    }
}
