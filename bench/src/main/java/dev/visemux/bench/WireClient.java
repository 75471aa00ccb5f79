// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The smallest WebSocket client: Netty's stock codecs, and a journal of what came with the moment it came. One event
 * loop thread of its own; the methods may be called from any thread.
 */
final class WireClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    /** One whole message, fragments joined. */
    record Message(byte[] payload, boolean text, long nanos) {
        String string() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return new String(payload, 0, Math.min(payload.length, 300), StandardCharsets.UTF_8);
        }
    }

    private final UnaryOperator<String> reflex;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Journal<Message> messages = new Journal<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private Channel channel;

    private WireClient(UnaryOperator<String> reflex) {
        this.reflex = reflex;
    }

    static WireClient connect(URI url) throws Exception {
        return connect(url, null, new DefaultHttpHeaders());
    }

    static WireClient connect(URI url, String subprotocols, HttpHeaders headers) throws Exception {
        return connect(url, subprotocols, headers, _ -> null);
    }

    /**
     * Returns when the other side has accepted; throws its refusal.
     *
     * @param reflex what a message is answered with at once, or null
     */
    static WireClient connect(URI url, String subprotocols, HttpHeaders headers, UnaryOperator<String> reflex)
            throws Exception {
        WireClient client = new WireClient(reflex);
        try {
            client.open(url, subprotocols, headers);
            client.opened.get(Journal.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return client;
        } catch (Exception e) {
            client.close();
            throw e;
        }
    }

    private void open(URI url, String subprotocols, HttpHeaders headers) throws InterruptedException {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url).subprotocol(subprotocols).customHeaders(headers)
                .maxFramePayloadLength(MAX_MESSAGE_BYTES).handleCloseFrames(false).build();
        channel = new Bootstrap().group(loop).channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(
                                new HttpClientCodec(), new HttpObjectAggregator(64 << 10),
                                new WebSocketClientProtocolHandler(config),
                                new WebSocketFrameAggregator(MAX_MESSAGE_BYTES), new Ear());
                    }
                })
                .connect(url.getHost(), url.getPort()).sync().channel();
    }

    Journal<Message> messages() {
        return messages;
    }

    CompletableFuture<Close> closed() {
        return closed;
    }

    /** What the other side chose of those offered, or null. */
    String subprotocol() {
        return channel.pipeline().get(WebSocketClientProtocolHandler.class).handshaker().actualSubprotocol();
    }

    void send(String text) {
        send(new TextWebSocketFrame(text));
    }

    void send(WebSocketFrame frame) {
        channel.writeAndFlush(frame);
    }

    /** A slow reader: nothing is taken from the socket until told otherwise. */
    void reading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Ear extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof CloseWebSocketFrame close) {
                closed.complete(Close.of(close.statusCode(), close.reasonText()));
                ctx.writeAndFlush(close.retain()).addListener(done -> ctx.close());
            } else {
                Message message = new Message(ByteBufUtil.getBytes(frame.content()),
                        frame instanceof TextWebSocketFrame, System.nanoTime());
                String answer = reflex.apply(message.string());
                if (answer != null) {
                    send(answer);
                }
                messages.add(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                opened.complete(null);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            opened.completeExceptionally(cause);
            ctx.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            opened.completeExceptionally(new IllegalStateException("the connection closed before the upgrade"));
            closed.complete(Close.ABNORMAL);
        }
    }
}
