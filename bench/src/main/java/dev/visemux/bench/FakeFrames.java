// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A message in the frames that the options ask for. */
final class FakeFrames {
    private FakeFrames() {}

    /** With line breaks; no sentence of ours has a brace. */
    static byte[] pretty(String json) {
        return (json.replace("{", "{\n  ").replace("}", "\n}") + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static WebSocketFrame whole(byte[] payload, boolean binary) {
        return first(true, binary, Unpooled.wrappedBuffer(payload));
    }

    private static WebSocketFrame first(boolean last, boolean binary, ByteBuf payload) {
        return binary ? new BinaryWebSocketFrame(last, 0, payload) : new TextWebSocketFrame(last, 0, payload);
    }

    /** Three, and a ping among them. */
    static List<WebSocketFrame> fragments(byte[] payload, boolean binary) {
        int a = payload.length / 3;
        int b = payload.length / 2;
        return List.of(first(false, binary, Unpooled.wrappedBuffer(payload, 0, a)),
                new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(payload, a, b - a)),
                new PingWebSocketFrame(),
                new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(payload, b, payload.length - b)));
    }

    /** The bytes of a text frame up to its middle. */
    static ByteBuf half(byte[] payload) {
        return Unpooled.buffer().writeByte(0x81).writeByte(127).writeLong(payload.length)
                .writeBytes(payload, 0, payload.length / 2);
    }
}
