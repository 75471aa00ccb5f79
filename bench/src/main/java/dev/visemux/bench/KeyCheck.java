// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** The fake vendor's 401: the key comes in a header or, from a browser, as a sub-protocol. */
final class KeyCheck extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String REFUSAL = """
            {"error":{"message":"Incorrect API key provided","type":"invalid_request_error","param":null,\
            "code":"invalid_api_key"}}""";

    private final String key;

    /** A null key lets everybody in. */
    KeyCheck(String key) {
        super(false);
        this.key = key;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (key == null || holdsKey(request)) {
            ctx.pipeline().remove(this);
            ctx.fireChannelRead(request);
        } else {
            request.release();
            refuse(ctx);
        }
    }

    private boolean holdsKey(FullHttpRequest request) {
        return ("Bearer " + key).equals(request.headers().get(AUTHORIZATION))
                || request.headers().containsValue(SEC_WEBSOCKET_PROTOCOL, "openai-insecure-api-key." + key, false);
    }

    private static void refuse(ChannelHandlerContext ctx) {
        FullHttpResponse refusal = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED,
                ByteBufUtil.writeUtf8(ctx.alloc(), REFUSAL));
        HttpUtil.setContentLength(refusal, refusal.content().readableBytes());
        ctx.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }
}
