// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

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
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Where a connection to the fake vendors begins: REST is answered, a WebSocket shown to its vendor, or neither. */
final class FakeReception extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    /** One REST call. */
    record Call(String method, String uri, Map<String, String> headers, String body) {
        /** Names in lower case. */
        static Call of(FullHttpRequest request) {
            Map<String, String> headers = new TreeMap<>();
            request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(), header.getValue()));
            return new Call(request.method().name(), request.uri(), headers,
                    request.content().toString(StandardCharsets.UTF_8));
        }
    }

    private final FakeUpstream upstream;
    private final FakeOptions options;

    FakeReception(FakeUpstream upstream, FakeOptions options) {
        super(false);
        this.upstream = upstream;
        this.options = options;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String path = new QueryStringDecoder(request.uri()).path();
        Vendor called = FakeRest.vendor(request.method().name(), path);
        Vendor visited = Vendor.at(path).orElse(null);
        if (called != null && upstream.plays(called)) {
            call(ctx, called, request);
        } else if (visited != null && upstream.plays(visited)) {
            visit(ctx, visited, request);
        } else {
            request.release();
            reply(ctx, new FakeRest.Answer(404, "{\"error\":\"Not found\"}"));
        }
    }

    private void call(ChannelHandlerContext ctx, Vendor vendor, FullHttpRequest request) {
        upstream.called(Call.of(request));
        FakeRest rest = new FakeRest(options, upstream.credentials(), "127.0.0.1:" + upstream.port());
        FakeRest.Answer answer = rest.answer(vendor, request);
        request.release();
        switch (options.rest) {
            case close -> ctx.close();
            case silent -> { }
            default -> reply(ctx, answer);
        }
    }

    /** Gemini and ElevenLabs let everybody in and then close; the others refuse the upgrade. */
    private void visit(ChannelHandlerContext ctx, Vendor vendor, FullHttpRequest request) {
        boolean admitted = options.handshake != FakeOptions.Handshake.refuse
                && upstream.credentials().admit(vendor, request, options.key);
        if (options.handshake == FakeOptions.Handshake.close) {
            request.release();
            ctx.close();
        } else if (options.handshake == FakeOptions.Handshake.silent) {
            request.release();
        } else if (admitted || vendor == Vendor.gemini || vendor == Vendor.elevenlabs) {
            upgrade(ctx, vendor, admitted, request);
        } else {
            request.release();
            reply(ctx, FakeRest.refusal(vendor));
        }
    }

    private void upgrade(ChannelHandlerContext ctx, Vendor vendor, boolean admitted, FullHttpRequest request) {
        ctx.pipeline().addLast(
                new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/").checkStartsWith(true).subprotocols(vendor.protocol())
                        .maxFramePayloadLength(MAX_MESSAGE_BYTES).handleCloseFrames(false).build()),
                new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                upstream.conversations().begin(options, vendor, admitted));
        ctx.fireChannelRead(request);
        ctx.pipeline().remove(this);
    }

    private static void reply(ChannelHandlerContext ctx, FakeRest.Answer answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()), ByteBufUtil.writeUtf8(ctx.alloc(), answer.body()));
        response.headers().set("Content-Type", "application/json").set("Connection", "close");
        HttpUtil.setContentLength(response, response.content().readableBytes());
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** A reset is how many clients leave. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
