// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.List;

/**
 * Takes the PROXY header (v1 or v2: {@code haproxy.org/download/3.0/doc/proxy-protocol.txt}) off a connection that may
 * begin with one. One for each channel, before TLS; it is gone when the first bytes have told.
 */
public final class ProxyHeader extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        switch (HAProxyMessageDecoder.detectProtocol(in).state()) {
            case NEEDS_MORE_DATA -> { }
            case DETECTED -> {
                ctx.pipeline().addAfter(ctx.name(), null, new Reader());
                ctx.pipeline().addAfter(ctx.name(), null, new HAProxyMessageDecoder());
                ctx.pipeline().remove(this);
            }
            case INVALID -> ctx.pipeline().remove(this);
        }
    }

    private static final class Reader extends SimpleChannelInboundHandler<HAProxyMessage> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
            if (header.sourceAddress() != null) { // a health check of the balancer's own has none
                ctx.channel().attr(Proxies.SAID).set(Proxies.address(header.sourceAddress()));
            }
            ctx.pipeline().remove(this);
        }
    }
}
