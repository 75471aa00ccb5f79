// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;

/**
 * Reaches a vendor's WebSocket: name, socket, TLS verified against the host, RFC 6455 handshake, all within one time
 * limit and on the event loop it is given. Any event loop may call it. It owns a channel until it hands it over.
 */
public final class UpstreamConnector implements Dialer {
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Bootstrap bootstrap;
    private final SslContext tls;
    private final Duration timeout;

    /** {@code socket}: the transport of the event loops it will be given. */
    public UpstreamConnector(Class<? extends SocketChannel> socket, SslContext tls, Duration timeout) {
        this.tls = tls;
        this.timeout = timeout;
        bootstrap = new Bootstrap()
                .channel(socket)
                .resolver(new OffLoopResolver())
                // Its buffers and slices are reused; those of the default allocator are objects for each frame.
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis());
    }

    @Override
    public Channel dial(EventLoop loop, URI uri, HttpHeaders headers, Outcome outcome) {
        String host = uri.getHost();
        int port = uri.getPort() >= 0 ? uri.getPort() : secure(uri) ? 443 : 80;
        ClientHandshake handshake = new ClientHandshake(uri, headers, timeout.toMillis(), outcome);
        ChannelFuture connecting = bootstrap.clone(loop).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (secure(uri)) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, port));
                }
                channel.pipeline().addLast(new HttpClientCodec(MAX_HEADER_BYTES, MAX_HEADER_BYTES, MAX_HEADER_BYTES),
                        handshake);
            }
        }).connect(host, port);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                handshake.failed(done.cause());
            }
        });
        return connecting.channel();
    }

    /** Whether TLS hides what is written there. */
    public static boolean secure(URI uri) {
        return uri.getScheme().equals("wss") || uri.getScheme().equals("https");
    }
}
