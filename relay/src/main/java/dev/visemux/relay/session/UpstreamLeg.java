// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * The vendor's side: messages with agent audio are tapped and decorated, all others pass. Event loop only.
 */
final class UpstreamLeg extends Leg {
    private final FrameMask mask;

    UpstreamLeg(Session session, FrameMask mask) {
        super(session);
        this.mask = mask;
    }

    @Override
    FrameTunnel newTunnel(ChannelHandlerContext ctx) {
        return new FrameTunnel(false, null, session.settings().maxMessageBytes(), ctx.alloc(), this);
    }

    @Override
    FrameWriter newWriter(ChannelHandlerContext ctx) {
        return new FrameWriter(ctx, mask);
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
        session.toClient(frame, false);
    }

    @Override
    public void pass(ByteBuf bytes, boolean inside) {
        session.toClient(bytes, inside);
    }

    @Override
    public void fault(RelayError error) {
        session.end(error == RelayError.PROTOCOL_ERROR ? RelayError.UPSTREAM_PROTOCOL_ERROR : error);
    }
}
