// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.LocalSingleUse;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.upstream.UpstreamConnector;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Doors, legs and dial through real sockets, against Netty's stock vendor and the JDK's client. */
@Timeout(30)
class LoopbackTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Metrics metrics = new Metrics();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> headers = new LinkedBlockingQueue<>();
    private SignedUrls urls;

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldRelayBothWaysAndPassTheCloseOn() throws Exception {
        URI door = relay(vendor());
        WebSocket socket = connect(door, token(60));
        socket.sendText("hello", true).join();
        assertThat(next()).isEqualTo("echo hello");
        socket.sendText("frag", false).join();
        socket.sendText("ment", true).join();
        assertThat(next()).isEqualTo("echo fragment");
        socket.sendText("bye", true).join();
        assertThat(next()).isEqualTo("close 3001 so long");
        assertThat(headers.take()).isEqualTo("Bearer ek_vendor /v1/realtime?model=gpt-realtime");
    }

    @Test
    void shouldLetATokenInOnce() throws Exception {
        URI door = relay(vendor());
        String token = token(60);
        connect(door, token).abort();
        connect(door, token);
        assertThat(next()).isEqualTo("close 1008 token_consumed");
    }

    @Test
    void shouldCloseAnExpiredTokenAndRefuseABrokenOne() throws Exception {
        URI door = relay(vendor());
        connect(door, token(-1));
        assertThat(next()).isEqualTo("close 1008 token_expired");
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> connect(door, token(60) + "x")))
                .isInstanceOf(CompletionException.class).cause().isInstanceOfSatisfying(WebSocketHandshakeException.class,
                        refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void shouldSayThatTheVendorCannotBeReached() throws Exception {
        URI door = relay(URI.create("ws://127.0.0.1:1/v1/realtime"));
        connect(door, token(60));
        assertThat(next()).isEqualTo("close 1011 upstream_unreachable");
    }

    private String next() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    private String token(long seconds) {
        return urls.seal(new Grant(SignedUrls.newJti(), "acme", "openai", "ek_vendor", "gpt-realtime", "default", null,
                java.time.Instant.now().plusSeconds(seconds)));
    }

    private WebSocket connect(URI door, String token) {
        return HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5))
                .buildAsync(URI.create(door + token), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            heard.add(text.toString());
                            text.setLength(0);
                        }
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        heard.add("close " + code + " " + reason);
                        return null;
                    }
                }).join();
    }

    private URI relay(URI vendor) throws InterruptedException {
        RelayConfig config = RelayConfig.of(Map.of("upstreams.openai.url", vendor.toString()));
        urls = new SignedUrls(config.tokens(), InstantSource.system());
        UpstreamConnector connector = new UpstreamConnector(NioSocketChannel.class, null, Duration.ofSeconds(5));
        Doors doors = new Doors(urls, new LocalSingleUse(InstantSource.system()), new Providers(config.upstreams()),
                new Sessions(config.session(), metrics, connector, _ -> null), () -> false);
        return URI.create("ws://127.0.0.1:" + serve(channel ->
                channel.pipeline().addLast(new HttpServerCodec(), new Admission(doors))) + "/v1/openai-realtime/ws?token=");
    }

    private URI vendor() throws InterruptedException {
        return URI.create("ws://127.0.0.1:" + serve(channel -> channel.pipeline().addLast(new HttpServerCodec(),
                new HttpObjectAggregator(65536), new WebSocketServerProtocolHandler("/v1/realtime", null, false, 65536, false, true),
                new io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator(1 << 20), new Echo())) + "/v1/realtime");
    }

    private int serve(java.util.function.Consumer<Channel> handlers) throws InterruptedException {
        Channel server = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.accept(channel);
                    }
                }).bind("127.0.0.1", 0).sync().channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            String text = ((TextWebSocketFrame) frame).text();
            ctx.writeAndFlush(text.equals("bye")
                    ? new io.netty.handler.codec.http.websocketx.CloseWebSocketFrame(3001, "so long")
                    : new TextWebSocketFrame("echo " + text));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete handshake) {
                headers.add(handshake.requestHeaders().get("Authorization") + " " + handshake.requestUri());
            }
        }
    }
}
