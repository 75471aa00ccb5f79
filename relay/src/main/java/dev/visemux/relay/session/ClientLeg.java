// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.ClientFrame;
import dev.visemux.relay.provider.Dialogue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;

/**
 * The client's side: its frames go to the vendor as they came; the provider looks for interrupts, and may put another
 * message in the place of one. Event loop only.
 */
final class ClientLeg extends Leg {
    private final Dialogue dialogue;
    private final FrameMask remask;
    private final ClientFrame found = new ClientFrame();
    private final Stay stay;

    /** {@code remask}: a fresh mask for each frame; null where TLS hides the client's own from the wire. */
    ClientLeg(Session session, Dialogue dialogue, FrameMask remask, Stay stay) {
        super(session, Traffic.CLIENT, null);
        this.dialogue = dialogue;
        this.remask = remask;
        this.stay = stay;
    }

    @Override
    void reading(int bytes) {
        stay.reading();
    }

    @Override
    FrameTunnel newTunnel(ByteBufAllocator allocator) {
        return new FrameTunnel(true, remask, session.settings().maxMessageBytes(), allocator, this);
    }

    @Override
    public boolean wants(int opcode, ByteBuf in, int from, int length) {
        return dialogue.wantsOfClient(opcode == FrameHeader.BINARY, in, from, length);
    }

    @Override
    public boolean inspect(int opcode, ByteBuf in, int from, int length) {
        found.clear();
        dialogue.scanOfClient(opcode == FrameHeader.BINARY, in, from, length, found);
        session.interrupted(found.interrupted());
        return found.instead() != null;
    }

    @Override
    public void take(ByteBuf frame, int payloadAt, int opcode) {
        session.sayUpstream(frame.alloc(), opcode, found.instead());
        found.clear();
        frame.release();
    }

    @Override
    public void pass(ByteBuf bytes, boolean inside) {
        session.toUpstream(bytes, inside);
    }

    @Override
    public void message(boolean gathered) {
        super.message(gathered);
        stay.ended();
        stay.passes();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        super.channelReadComplete(ctx);
        stay.settle();
    }

    @Override
    public void fault(RelayError error) {
        session.end(error);
    }
}
