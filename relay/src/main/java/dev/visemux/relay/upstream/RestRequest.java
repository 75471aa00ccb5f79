// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.upstream.Asker.Answer;
import dev.visemux.relay.upstream.Asker.Outcome;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One REST exchange, once per request, on its event loop, behind an aggregator. The connection ends with the answer. */
final class RestRequest extends Attempt {
    private final HttpMethod method;
    private final HttpHeaders headers;
    private final String body;
    private final Outcome outcome;

    RestRequest(HttpMethod method, URI uri, HttpHeaders headers, String body, long timeoutMillis, Outcome outcome) {
        super(uri, timeoutMillis, outcome::refused);
        this.method = method;
        this.headers = headers;
        this.body = body;
        this.outcome = outcome;
    }

    @Override
    FullHttpRequest request() {
        FullHttpRequest request = request(method);
        request.headers().add(headers)
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (body != null) {
            request.content().writeCharSequence(body, StandardCharsets.UTF_8);
            request.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
        }
        return request;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            FullHttpResponse response = (FullHttpResponse) message;
            if (response.decoderResult().isFailure()) {
                refuse(RelayError.UPSTREAM_PROTOCOL_ERROR, response.decoderResult().cause());
            } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                answered(response);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        if (settled()) {
            ctx.close();
        }
    }

    private void answered(FullHttpResponse response) {
        if (!settled()) {
            settle();
            outcome.answered(new Answer(response.status().code(),
                    response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                    response.content().toString(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongHttpContentException) {
            refuse(RelayError.UPSTREAM_PROTOCOL_ERROR, "more than " + UpstreamHttp.MAX_BODY_BYTES + " bytes");
        }
        super.exceptionCaught(ctx, cause);
    }
}
