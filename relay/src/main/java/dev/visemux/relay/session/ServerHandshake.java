// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.upstream.WebSocketKey;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The server's half of an RFC 6455 handshake (section 4.2) and its refusals. No extension is ever agreed on. Pure
 * functions; any thread.
 */
final class ServerHandshake {
    private static final String VERSION = "13";
    private static final String REQUEST_ID = "X-Request-Id";
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final int KEY_BYTES = 16;

    private ServerHandshake() {}

    /** What is wrong with an upgrade, whoever asks for it; null where nothing is. */
    static RelayError flaw(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean upgrade = headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        if (!upgrade || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return RelayError.UPGRADE_REQUIRED;
        }
        boolean sound = HttpMethod.GET.equals(request.method())
                && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                && isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""));
        return sound ? null : RelayError.INVALID_REQUEST;
    }

    /** {@code protocol}: the sub-protocol that is agreed on, or null. */
    static FullHttpResponse accept(HttpRequest request, String protocol, String requestId) {
        FullHttpResponse answer = answer(HttpResponseStatus.SWITCHING_PROTOCOLS, "");
        answer.headers()
                .set(REQUEST_ID, requestId)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                        WebSocketKey.accept(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY)));
        if (protocol != null) {
            answer.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        return answer;
    }

    static FullHttpResponse refuse(RelayError error) {
        String body = "{\"error\":\"" + error.sentence() + "\",\"code\":\"" + error.code() + "\"}";
        FullHttpResponse answer = answer(HttpResponseStatus.valueOf(error.httpStatus()), body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (error == RelayError.UPGRADE_REQUIRED) {
            answer.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        } else if (error == RelayError.DRAINING) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer;
    }

    private static FullHttpResponse answer(HttpResponseStatus status, String body) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status,
                Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
