// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

/**
 * How any vendor's host is reached: name, socket, TLS verified against the host, HTTP codec; on the event loop it is
 * given, within one time limit. Any event loop may call it.
 */
public final class Sockets {
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Bootstrap bootstrap;
    private final SslContext tls;
    private final Duration timeout;

    /** {@code socket}: the transport of the event loops it will be given. */
    public Sockets(Class<? extends SocketChannel> socket, SslContext tls, Duration timeout) {
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

    /** For everything from the name look-up to the answer. */
    long timeoutMillis() {
        return timeout.toMillis();
    }

    /** Opens a channel whose pipeline ends with {@code more} and {@code attempt}; closing it gives up. */
    Channel open(EventLoop loop, Attempt attempt, ChannelHandler... more) {
        URI uri = attempt.uri();
        boolean secure = secure(uri);
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        ChannelFuture connecting = bootstrap.clone(loop).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (secure) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc(), uri.getHost(), port));
                }
                channel.pipeline().addLast(new HttpClientCodec(MAX_HEADER_BYTES, MAX_HEADER_BYTES, MAX_HEADER_BYTES))
                        .addLast(more).addLast(attempt);
            }
        }).connect(uri.getHost(), port);
        connecting.addListener(done -> {
            if (done.cause() instanceof ClosedChannelException) {
                attempt.givenUp();
            } else if (!done.isSuccess()) { // on another thread where not even a socket could be made
                loop.execute(() -> attempt.failed(done.cause()));
            }
        });
        return connecting.channel();
    }

    /** Whether TLS hides what is written there. */
    public static boolean secure(URI uri) {
        return uri.getScheme().equalsIgnoreCase("wss") || uri.getScheme().equalsIgnoreCase("https");
    }
}
