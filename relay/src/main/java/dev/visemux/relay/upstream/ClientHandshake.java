// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.upstream.Dialer.Outcome;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The client's half of an RFC 6455 handshake (section 4.1), once per dial, on its event loop. It offers no extension,
 * and leaves the pipeline together with the HTTP codec, so that the bytes behind the 101 reach the next handler.
 */
final class ClientHandshake extends Attempt {
    private static final SecureRandom random = new SecureRandom();

    private final HttpHeaders headers;
    private final Outcome outcome;
    private final String key = newKey();
    private HttpResponse response;

    ClientHandshake(URI uri, HttpHeaders headers, long timeoutMillis, Outcome outcome) {
        super(uri, timeoutMillis, outcome::refused);
        this.headers = headers;
        this.outcome = outcome;
    }

    @Override
    FullHttpRequest request() {
        FullHttpRequest request = request(HttpMethod.GET);
        request.headers().add(headers)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        return request;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                response = head;
            }
            // Only then: the codec gives the head and an empty end of a 101 in one go.
            if (message instanceof LastHttpContent && !settled()) {
                answered(ctx);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext ctx) {
        int status = response.status().code();
        if (accepted()) {
            settle();
            handOver(ctx);
        } else {
            boolean unauthorized = status == 401 || status == 403;
            Object why = response.decoderResult().isFailure() ? response.decoderResult().cause() : "HTTP " + status;
            refuse(unauthorized ? RelayError.UPSTREAM_UNAUTHORIZED : RelayError.UPSTREAM_UNREACHABLE, why);
            ctx.close();
        }
    }

    private void handOver(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        // What a client sent meanwhile is written at once: it is no HTTP.
        channel.pipeline().get(HttpClientCodec.class).removeOutboundHandler();
        outcome.connected(channel);
        channel.pipeline().remove(this);
        channel.pipeline().remove(HttpClientCodec.class);
    }

    private boolean accepted() {
        HttpHeaders answer = response.headers();
        return response.status().code() == 101
                && answer.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && answer.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && WebSocketKey.accept(key).equals(answer.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
                && !answer.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    }

    private static String newKey() {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }
}
