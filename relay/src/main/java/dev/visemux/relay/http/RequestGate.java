// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Rates;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The first look at every request of a channel, upgrades included: is the head whole, in time and within its limits.
 * Names each request ({@code X-Request-Id}). Event loop only; it never looks into a body.
 */
public final class RequestGate extends ChannelDuplexHandler {
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.valueOf("visemux.request-id");
    private static final AttributeKey<InetAddress> CLIENT = AttributeKey.valueOf("visemux.client-address");
    private static final String HEADER = "X-Request-Id";
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final RelayConfig.Http limits;
    private final Metrics metrics;
    private final Rates<InetAddress> upgrades;
    private final Proxies proxies;
    private Future<?> deadline;
    private boolean refused;
    /** Of the upgrade that the channel is at; null where nothing was counted. */
    private Rates.Take take;

    public RequestGate(RelayConfig.Http limits, Metrics metrics, Rates<InetAddress> upgrades, Proxies proxies) {
        this.limits = limits;
        this.metrics = metrics;
        this.upgrades = upgrades;
        this.proxies = proxies;
    }

    /** The name of the request that the channel is at; it may be logged. */
    public static String requestId(Channel channel) {
        return channel.attr(REQUEST_ID).get();
    }

    /** Whose upgrade the channel is at; null where that is not known. */
    public static InetAddress client(Channel channel) {
        return channel.attr(CLIENT).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        awaitHead(ctx, limits.handshake(), true);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel(false);
    }

    /** A head that comes drop by drop holds a connection for nothing. */
    private void awaitHead(ChannelHandlerContext ctx, Duration time, boolean first) {
        deadline = ctx.executor().schedule(() -> {
            if (first) { // a later one: the client may just have nothing more to ask
                metrics.count(Metrics.Counter.SLOW_HEADS);
            }
            ctx.close();
        }, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest head) {
            deadline.cancel(false);
            ctx.channel().attr(REQUEST_ID).set(name(head));
            RelayError error = fault(ctx, head);
            if (error != null) {
                refuse(ctx, head, error);
            }
        }
        if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private RelayError fault(ChannelHandlerContext ctx, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return switch (head.decoderResult().cause()) {
                case TooLongHttpLineException _ -> RelayError.URI_TOO_LONG;
                case TooLongHttpHeaderException _ -> RelayError.HEADERS_TOO_LARGE;
                default -> RelayError.INVALID_REQUEST;
            };
        }
        if (!head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return null;
        }
        InetAddress client = proxies.client(ctx.channel(), head.headers());
        ctx.channel().attr(CLIENT).set(client);
        take = client == null ? null : upgrades.take(client, limits.upgradesPerMinute());
        return take == null || take.admitted() ? null : RelayError.RATE_LIMITED;
    }

    private void refuse(ChannelHandlerContext ctx, HttpRequest head, RelayError error) {
        refused = true;
        metrics.count(error);
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .remove(HttpHeaderNames.CONTENT_LENGTH); // perhaps no number
        Reply reply = new Reply(ctx.channel(), head, () -> Reply.hangUp(ctx.channel()), Runnable::run);
        if (error == RelayError.RATE_LIMITED) {
            metrics.count(Metrics.Counter.RATE_LIMITED_UPGRADES);
            metrics.handshakes().refused(error);
            reply.rate(take);
        }
        reply.refuse(error, error.sentence());
    }

    private static String name(HttpRequest head) {
        String given = head.headers().get(HEADER, "");
        return SANE_ID.matcher(given).matches() ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = false;
        if (message instanceof HttpResponse response) {
            if (!response.headers().contains(HEADER)) { // a session names itself
                response.headers().set(HEADER, requestId(ctx.channel()));
            }
            interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        if (message instanceof LastHttpContent && !interim) {
            deadline.cancel(false);
            awaitHead(ctx, limits.idle(), false);
        }
        ctx.write(message, promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && peerIsWaitedFor(ctx.channel())) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Not so where an answer is being computed: nothing is read then, and nothing is left to write. */
    private static boolean peerIsWaitedFor(Channel channel) {
        return channel.config().isAutoRead() || channel.unsafe().outboundBuffer().totalPendingWriteBytes() > 0;
    }
}
