// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A vendor on this machine that answers with real speech. It stands on Netty's own codecs: an independent reference for
 * the relay's frame tunnel. One event loop thread of its own; the methods here may be called from any thread.
 */
final class FakeUpstream implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private volatile FakeOptions options;
    private final List<Speech> speeches;
    private Channel door;

    private FakeUpstream(FakeOptions options) throws IOException {
        this.options = options;
        speeches = options.wav == null ? Speech.builtIn() : List.of(Speech.of(options.wav));
    }

    static FakeUpstream start(FakeOptions options) throws IOException {
        FakeUpstream upstream = new FakeUpstream(options);
        try {
            upstream.door = upstream.bootstrap().bind("127.0.0.1", options.port).sync().channel();
            return upstream;
        } catch (Exception e) {
            upstream.close();
            throw new IOException("the fake upstream cannot listen on port " + options.port + ": " + e.getMessage(), e);
        }
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        addHandlers(channel);
                    }
                });
    }

    private void addHandlers(Channel channel) {
        FakeOptions options = this.options;
        FakeSession session = new FakeSession(options, speeches);
        channel.pipeline().addLast(
                new HttpServerCodec(), new HttpObjectAggregator(16 << 10), new KeyCheck(options.key),
                new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/").checkStartsWith(true).subprotocols("realtime")
                        .maxFramePayloadLength(MAX_MESSAGE_BYTES).handleCloseFrames(false).build()),
                new WebSocketFrameAggregator(MAX_MESSAGE_BYTES), session);
        if (options.keep) {
            sessions.add(session);
        }
    }

    /** From the next connection on. The port and what is spoken stay. */
    void become(FakeOptions options) {
        this.options = options;
    }

    int port() {
        return ((InetSocketAddress) door.localAddress()).getPort();
    }

    /** What the relay's {@code upstreams.openai.url} is set to. */
    URI openAiUrl() {
        return URI.create("ws://127.0.0.1:" + port() + "/v1/realtime");
    }

    /** Every connection so far, in order, with what was said on it. */
    List<FakeSession> sessions() {
        return sessions;
    }

    void awaitClose() throws InterruptedException {
        door.closeFuture().sync();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
