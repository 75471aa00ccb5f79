// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes the requests of one channel, one after the other, each to its {@link Route}. Event loop only. It reads no
 * further while an exchange is full or an answer is being made; FlowControlHandler in front keeps what was decoded by
 * then. It never blocks and holds no body itself.
 */
public final class HttpApi extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpApi.class);

    private final HttpService service;
    private ChannelHandlerContext ctx;
    /** Null between requests. */
    private HttpRequest head;
    private Reply reply;
    private Exchange exchange = Reply.NONE;
    private long beganNanos;

    HttpApi(HttpService service) {
        this.service = service;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(request);
            }
            if (message instanceof HttpContent content && head != null) {
                take(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        service.metrics().count(Metrics.Counter.HTTP_REQUESTS);
        service.began();
        head = request;
        beganNanos = System.nanoTime();
        reply = new Reply(ctx.channel(), request, this::finished, this::guarded);
        service.routes().cors().tell(request, reply);
        guarded(() -> exchange = service.routes().find(request.method(), path(request)).begin(request, reply));
        if (HttpUtil.is100ContinueExpected(request) && !reply.isFinished()) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                    HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private void take(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            guarded(() -> {
                throw new RelayException(RelayError.INVALID_REQUEST, "The body is not what its head announced");
            });
        } else if (!reply.isFinished() && content.content().isReadable()) {
            guarded(() -> reads(exchange.body(content.content())));
        }
        if (content instanceof LastHttpContent) {
            end();
        }
    }

    private void end() {
        reads(false);
        reply.bodyRead();
        if (reply.isFinished()) {
            next();
        } else {
            guarded(exchange::end);
        }
    }

    private void reads(boolean more) {
        if (!more || !ctx.channel().config().isAutoRead()) {
            ctx.channel().config().setAutoRead(more);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RelayException e) {
            refuse(e.error(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("{} failed", label(), e);
            refuse(RelayError.INTERNAL, RelayError.INTERNAL.sentence());
        }
    }

    private void refuse(RelayError error, String sentence) {
        service.metrics().count(error);
        if (reply.status() == 0) {
            reply.refuse(error, sentence);
        } else {
            ctx.close(); // half an answer is on the wire: only its sudden end says that it is not whole
        }
    }

    /** All of the answer is written. */
    private void finished() {
        log.atLevel(reply.isQuiet() ? Level.DEBUG : service.logLevel()).log("{} {} in {} ms", label(), reply.status(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos));
        release();
        service.ended();
        if (reply.isBodyRead()) {
            next();
        } else {
            later(() -> reads(true));
            Reply.hangUp(ctx.channel());
        }
    }

    /** As a task: a thousand pipelined requests must not stand on one stack. */
    private void next() {
        head = null;
        if (reply.keepsAlive()) {
            later(() -> reads(true));
        } else {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void later(Runnable task) {
        ctx.executor().execute(task);
    }

    private void release() {
        Exchange over = exchange;
        exchange = Reply.NONE;
        over.closed();
    }

    /** Method, path and request id; of a path that nobody serves not even the text, for it may be a pasted token. */
    private String label() {
        String path = path(head);
        return head.method() + " " + (service.routes().has(path) ? path : "(no such path)") + " "
                + RequestGate.requestId(ctx.channel());
    }

    static String path(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            later(() -> guarded(exchange::writable)); // Netty calls from inside of a write or flush: maybe the exchange's own
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (head != null && !reply.isFinished()) {
            service.ended();
        }
        release();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.debug("connection lost", cause); // a client that hangs up, or speaks no TLS, is no incident
        } else {
            log.error("connection failed", cause);
        }
        ctx.close();
    }
}
