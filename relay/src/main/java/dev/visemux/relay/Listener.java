// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.access.Rates;
import dev.visemux.relay.http.HttpService;
import dev.visemux.relay.http.Proxies;
import dev.visemux.relay.http.ProxyHeader;
import dev.visemux.relay.http.RequestGate;
import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** One listening socket and the pipeline of every channel that it accepts. It keeps no channel; {@code channels} does. */
final class Listener extends ChannelInitializer<Channel> {
    private static final int BACKLOG = 4096;
    private final RelayConfig.Http limits;
    private final Metrics metrics;
    private final Rates<InetAddress> upgrades = new Rates<>();
    private final Proxies proxies;
    private final Function<ByteBufAllocator, SslHandler> tls;
    private final ChannelGroup channels;
    private final HttpService service;
    private final Consumer<ChannelPipeline> doors;

    /** {@code tls} may be null; {@code doors} adds what takes WebSocket upgrades, in front of {@code service}. */
    Listener(RelayConfig.Http limits, Metrics metrics, Proxies proxies, Function<ByteBufAllocator, SslHandler> tls,
            ChannelGroup channels, HttpService service, Consumer<ChannelPipeline> doors) {
        this.limits = limits;
        this.metrics = metrics;
        this.proxies = proxies;
        this.tls = tls;
        this.channels = channels;
        this.service = service;
        this.doors = doors;
    }

    /** Listens, and takes nobody in before {@link #accept}. */
    Channel bind(Transport transport, EventLoopGroup loops, Intake intake, String section, String host, int port) {
        ChannelFuture bound = new ServerBootstrap().group(loops).channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT) // reuses buffer objects, too
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .handler(intake)
                .childHandler(this)
                .bind(new InetSocketAddress(host, port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ConfigException(List.of("%s.host, %s.port: cannot listen on %s:%d (%s); set another, or 0 for any free port"
                    .formatted(section, section, host, port, bound.cause().getMessage())));
        }
        channels.add(bound.channel());
        return bound.channel();
    }

    static void accept(Channel bound) {
        bound.config().setAutoRead(true);
    }

    @Override
    protected void initChannel(Channel channel) {
        channels.add(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (proxies.vouchFor(channel)) {
            pipeline.addLast(new ProxyHeader());
        }
        if (tls != null) {
            SslHandler handler = tls.apply(channel.alloc());
            handler.setHandshakeTimeout(limits.handshake().toMillis(), TimeUnit.MILLISECONDS);
            pipeline.addLast(handler);
        }
        pipeline.addLast(new IdleStateHandler(true, 0, 0, limits.idle().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(limits.maxHeaderBytes())
                        .setMaxHeaderSize(limits.maxHeaderBytes())))
                .addLast(new FlowControlHandler())
                .addLast(new RequestGate(limits, metrics, upgrades, proxies));
        doors.accept(pipeline);
        pipeline.addLast(service.handler());
    }
}
