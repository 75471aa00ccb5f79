// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.function.UnaryOperator;

/**
 * A vendor on a loopback socket that says exactly what a test wants. A NUL in its answer cuts it in two writes; one at
 * its end hangs up.
 */
final class RawVendor extends ChannelInboundHandlerAdapter {
    private final Queue<String> requests;
    private final UnaryOperator<String> answer;

    private RawVendor(Queue<String> requests, UnaryOperator<String> answer) {
        this.requests = requests;
        this.answer = answer;
    }

    /** Returns its port. {@code requests} gets what it reads; {@code tls} may be null. */
    static int start(EventLoopGroup loops, Queue<String> requests, SslContext tls, UnaryOperator<String> answer)
            throws InterruptedException {
        Channel server = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new RawVendor(requests, answer));
                    }
                }).bind("127.0.0.1", 0).sync().channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        String request = bytes.toString(StandardCharsets.UTF_8);
        bytes.release();
        requests.add(request);
        String said = answer.apply(request);
        for (String piece : said.split("\0")) {
            ctx.writeAndFlush(Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8));
        }
        if (said.endsWith("\0")) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        requests.add("(gone)");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // who does not trust it says so in TLS
    }
}
