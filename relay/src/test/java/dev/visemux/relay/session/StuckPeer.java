// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

/** A peer that does not read. */
final class StuckPeer extends ChannelOutboundHandlerAdapter {
    boolean stuck = true;

    static StuckPeer at(EmbeddedChannel channel) {
        StuckPeer peer = new StuckPeer();
        channel.pipeline().addFirst(peer);
        return peer;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (!stuck) {
            ctx.flush();
        }
    }
}
