// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Rates;
import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The answer to one request, whole or streamed, written once. Event loop only. It never logs what it writes. */
final class Reply {
    static final Exchange NONE = new Exchange() {
        @Override
        public boolean body(ByteBuf piece) {
            return true;
        }

        @Override
        public void end() {}
    };
    private static final ObjectMapper json = new ObjectMapper();
    private static final int SECONDS_TO_WAIT = 5;
    private static final long LINGER_SECONDS = 2;

    private final Channel channel;
    private final boolean isHttp10;
    private final Runnable onFinished;
    private final Consumer<Runnable> guard;
    /** Of whatever the answer will be. */
    private final HttpHeaders more = new DefaultHttpHeaders();
    private boolean keepAlive;
    private boolean bodyRead;
    private int status;
    private boolean finished;
    private boolean quiet;

    Reply(Channel channel, HttpRequest head, Runnable onFinished, Consumer<Runnable> guard) {
        this.channel = channel;
        isHttp10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        keepAlive = HttpUtil.isKeepAlive(head);
        bodyRead = !HttpUtil.isTransferEncodingChunked(head) && HttpUtil.getContentLength(head, 0L) == 0;
        this.onFinished = onFinished;
        this.guard = guard;
    }

    void bodyRead() {
        bodyRead = true;
    }

    boolean isBodyRead() {
        return bodyRead;
    }

    /** 0 until something was written. */
    int status() {
        return status;
    }

    boolean isFinished() {
        return finished;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    /** Not worth a line in the log. */
    void quiet() {
        quiet = true;
    }

    boolean isQuiet() {
        return quiet;
    }

    /** Runs what nobody called the exchange for: its refusals become the answer, too. Nothing where nobody is left to hear it. */
    void step(Runnable step) {
        if (channel.isActive()) {
            guard.accept(step);
        }
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    ByteBufAllocator alloc() {
        return channel.alloc();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** Will stand in the answer, whatever it is. */
    void header(CharSequence name, Object value) {
        more.set(name, value);
    }

    void withoutHeader(CharSequence name) {
        more.remove(name);
    }

    /** The header fields of draft-ietf-httpapi-ratelimit-headers-06, which clients know; and when to come again. */
    void rate(Rates.Take take) {
        header("RateLimit-Limit", take.perMinute());
        header("RateLimit-Remaining", take.remaining());
        header("RateLimit-Reset", take.resetSeconds());
        header("RateLimit-Policy", take.perMinute() + ";w=60");
        if (!take.admitted()) {
            header(HttpHeaderNames.RETRY_AFTER, take.retrySeconds());
        }
    }

    /** An exchange that was full takes more of the body. Not from inside {@link Exchange#body}. */
    void readMore() {
        channel.config().setAutoRead(true);
    }

    Exchange json(int status, Map<String, ?> body) {
        FullHttpResponse response = full(HttpResponseStatus.valueOf(status), "application/json", bytes(body));
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        return send(response);
    }

    Exchange text(int status, String contentType, String body) {
        return send(full(HttpResponseStatus.valueOf(status), contentType, ByteBufUtil.writeUtf8(channel.alloc(), body)));
    }

    /** {@code body} is not copied: nobody changes it. */
    Exchange bytes(String contentType, byte[] body) {
        return send(full(HttpResponseStatus.OK, contentType, Unpooled.wrappedBuffer(body)));
    }

    /** The client has it already; such an answer tells no length (RFC 9110, section 15.4.5). */
    Exchange notModified() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER);
        begin(response);
        finish(response);
        return NONE;
    }

    Exchange allow(String methods) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        response.headers().set(HttpHeaderNames.ALLOW, methods);
        return send(response);
    }

    /** The answer of api.md for every refusal. Where the body is still on its way, the connection ends with it. */
    Exchange refuse(RelayError error, String sentence) {
        return refuse(error, sentence, new DefaultHttpHeaders());
    }

    Exchange wrongMethod(String methods) {
        return refuse(RelayError.METHOD_NOT_ALLOWED, "This path takes " + methods,
                new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, methods));
    }

    private Exchange refuse(RelayError error, String sentence, HttpHeaders headers) {
        FullHttpResponse response = full(HttpResponseStatus.valueOf(error.httpStatus()), "application/json",
                bytes(Refusal.of(error, sentence)));
        response.headers().add(headers);
        switch (error) {
            case UNAUTHORIZED -> response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            case DRAINING, OVERLOADED, STORE_UNAVAILABLE, RATE_LIMITED, QUOTA_EXCEEDED ->
                    response.headers().set(HttpHeaderNames.RETRY_AFTER, SECONDS_TO_WAIT);
            default -> { }
        }
        keepAlive &= bodyRead;
        return send(response);
    }

    /**
     * Ends a connection whose last answer is written but whose peer may still be sending: a close at once would take the
     * answer with it. Whoever reads the channel drops what comes.
     */
    static void hangUp(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
                duplex.shutdownOutput();
            }
        });
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** {@code detail}: only for audio, whose {@code error} is documented word for word. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Refusal(String error, String code, String detail) {
        static Refusal of(RelayError error, String sentence) {
            boolean fixed = error == RelayError.INVALID_AUDIO && !sentence.equals(error.sentence());
            return new Refusal(fixed ? error.sentence() : sentence, error.code(), fixed ? sentence : null);
        }
    }

    private Exchange send(FullHttpResponse response) {
        HttpUtil.setContentLength(response, response.content().readableBytes());
        begin(response);
        finish(response);
        return NONE;
    }

    private static FullHttpResponse full(HttpResponseStatus status, String contentType, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return response;
    }

    private static ByteBuf bytes(Object body) {
        try {
            return Unpooled.wrappedBuffer(json.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins an answer of unknown length. */
    void stream(String contentType) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE)
                .set("X-Accel-Buffering", "no"); // nginx would hold events back
        if (isHttp10) {
            keepAlive = false;
        } else {
            HttpUtil.setTransferEncodingChunked(response, true);
        }
        begin(response);
        channel.write(response);
    }

    private void begin(HttpResponse response) {
        status = response.status().code();
        response.headers().setAll(more);
        HttpUtil.setKeepAlive(response.headers(), HttpVersion.HTTP_1_1, keepAlive);
    }

    void write(ByteBuf piece) {
        channel.write(new DefaultHttpContent(piece));
    }

    void flush() {
        channel.flush();
    }

    /** Ends a streamed answer. */
    void finishStream() {
        finish(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private void finish(LastHttpContent last) {
        finished = true;
        channel.writeAndFlush(last);
        onFinished.run();
    }
}
