// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.URI;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to a vendor, from the socket to the first answer: sent once the way is open, given up after a time limit,
 * settled exactly once. On its event loop. It logs the host and the reason, never the path, which may hold a secret.
 */
abstract class Attempt extends ChannelDuplexHandler {
    private static final Logger log = LoggerFactory.getLogger(Attempt.class);

    private final URI uri;
    private final long timeoutMillis;
    private final Consumer<RelayError> refused;
    private Future<?> deadline;
    private boolean settled;

    Attempt(URI uri, long timeoutMillis, Consumer<RelayError> refused) {
        this.uri = uri;
        this.timeoutMillis = timeoutMillis;
        this.refused = refused;
    }

    /** What is asked, all headers but Host included. */
    abstract FullHttpRequest request();

    final URI uri() {
        return uri;
    }

    final FullHttpRequest request(HttpMethod method) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, path + query);
    }

    final boolean settled() {
        return settled;
    }

    /** No more is expected; a later failure is nobody's business. */
    final void settle() {
        settled = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    final void refuse(RelayError error, Object why) {
        if (!settled) {
            settle();
            log.info("upstream {}: {} ({})", uri.getHost(), error.code(), String.valueOf(root(why)));
            refused.accept(error);
        }
    }

    /** What TLS says first is only that something is wrong. */
    private static Object root(Object why) {
        return why instanceof Throwable fault && fault.getCause() != null ? root(fault.getCause()) : why;
    }

    /** Who asked has closed the channel: that is no fault of the vendor's, and no line in the log. */
    final void givenUp() {
        if (!settled) {
            settle();
            refused.accept(RelayError.UPSTREAM_UNREACHABLE);
        }
    }

    /** It ended without an answer, or in the middle of one. */
    final void failed(Object why) {
        refuse(RelayError.UPSTREAM_UNREACHABLE, why);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = ctx.executor().schedule(() -> {
            failed("no answer in " + timeoutMillis + " ms");
            ctx.close();
        }, timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!Sockets.secure(uri)) {
            send(ctx);
        }
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent tls) {
            if (tls.isSuccess()) {
                send(ctx);
            } else {
                failed(tls.cause());
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private void send(ChannelHandlerContext ctx) {
        FullHttpRequest request = request();
        request.headers().set(HttpHeaderNames.HOST, uri.getRawAuthority());
        ctx.writeAndFlush(request);
    }

    /** From here; but Netty itself closes what could not connect. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive()) {
            givenUp();
        }
        ctx.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed("connection closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(cause);
        ctx.close();
    }
}
