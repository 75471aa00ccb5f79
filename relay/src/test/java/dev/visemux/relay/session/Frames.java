// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Netty's own WebSocket codec, as the independent reference of what bytes mean. */
final class Frames {
    /** A client's message, which has no audio of the agent. */
    static final String MIC = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"" + "A".repeat(2_000) + "\"}";
    /** A vendor's. */
    static final String OTHER = "{\"type\":\"rate_limits.updated\",\"x\":\"" + "y".repeat(300) + "\"}";

    private static final int MAX_PAYLOAD_BYTES = 64 << 20;

    /** A frame, comparable. */
    record Frame(String kind, boolean last, String payload) {
        @Override
        public String toString() {
            return kind + (last ? ":" : "+:") + (payload.length() > 300 ? payload.substring(0, 300) + "..." : payload);
        }
    }

    private Frames() {}

    static WebSocketFrame text(String payload) {
        return new TextWebSocketFrame(payload);
    }

    static WebSocketFrame text(boolean last, String payload) {
        return new TextWebSocketFrame(last, 0, payload);
    }

    static WebSocketFrame more(boolean last, String payload) {
        return new ContinuationWebSocketFrame(last, 0, payload);
    }

    static WebSocketFrame binary(byte[] payload) {
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload));
    }

    static WebSocketFrame ping(String payload) {
        return new PingWebSocketFrame(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
    }

    static WebSocketFrame pong(String payload) {
        return new PongWebSocketFrame(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
    }

    static WebSocketFrame close(int code, String reason) {
        return new CloseWebSocketFrame(code, reason);
    }

    /** A message in frames of random sizes, with pings between them. */
    static byte[] fragmented(boolean masked, boolean binary, byte[] message, Random random) {
        List<WebSocketFrame> frames = new ArrayList<>();
        for (int at = 0; frames.isEmpty() || at < message.length;) {
            int length = random.nextInt(4) == 0 ? message.length - at : random.nextInt(message.length - at + 1);
            boolean last = at + length == message.length;
            ByteBuf piece = Unpooled.copiedBuffer(message, at, length);
            frames.add(at > 0 || !frames.isEmpty() ? new ContinuationWebSocketFrame(last, 0, piece)
                    : binary ? new BinaryWebSocketFrame(last, 0, piece) : new TextWebSocketFrame(last, 0, piece));
            if (random.nextInt(4) == 0) {
                frames.add(ping("p" + at));
            }
            at += length;
        }
        return encode(masked, frames.toArray(WebSocketFrame[]::new));
    }

    /** The bytes of some frames; releases them. */
    static byte[] encode(boolean masked, WebSocketFrame... frames) {
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
        encoder.writeOutbound((Object[]) frames);
        byte[] bytes = drain(encoder);
        encoder.finishAndReleaseAll();
        return bytes;
    }

    /** What a strict receiver reads; throws what it does not accept. */
    static List<Frame> decode(boolean masked, byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        String fault = read(masked, bytes, frames);
        if (fault != null) {
            throw new AssertionError(fault);
        }
        return frames;
    }

    /** The same, as far as it accepts it; returns what it does not, or null. */
    static String read(boolean masked, byte[] bytes, List<Frame> frames) {
        EmbeddedChannel decoder = new EmbeddedChannel(
                new WebSocket13FrameDecoder(masked, false, MAX_PAYLOAD_BYTES, false));
        String fault = null;
        try {
            decoder.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (DecoderException e) {
            fault = String.valueOf(e.getMessage());
        }
        for (WebSocketFrame frame = decoder.readInbound(); frame != null; frame = decoder.readInbound()) {
            frames.add(frame(frame));
            frame.release();
        }
        decoder.finishAndReleaseAll();
        return fault;
    }

    /** The same with fragments joined and control frames taken out. */
    static List<Frame> messages(List<Frame> frames) {
        List<Frame> messages = new ArrayList<>();
        Frame open = null;
        for (Frame frame : frames) {
            if (frame.kind.equals("PING") || frame.kind.equals("PONG")) {
                continue;
            }
            open = open == null ? frame : new Frame(open.kind, frame.last, open.payload + frame.payload);
            if (open.last) {
                messages.add(open);
                open = null;
            }
        }
        if (open != null) {
            messages.add(open);
        }
        return messages;
    }

    static byte[] drain(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(out);
            out.release();
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        all.release();
        return bytes;
    }

    /** Code and reason of the close that is the last of these frames. */
    static String closeOf(List<Frame> frames) {
        assertThat(frames).isNotEmpty();
        assertThat(frames.getLast().kind()).isEqualTo("CLOSE");
        return frames.getLast().payload();
    }

    private static Frame frame(WebSocketFrame frame) {
        String kind = frame.getClass().getSimpleName().replace("WebSocketFrame", "").toUpperCase(java.util.Locale.ROOT);
        return frame instanceof CloseWebSocketFrame close
                ? new Frame(kind, true, close.statusCode() + " " + close.reasonText())
                : new Frame(kind, frame.isFinalFragment(), frame.content().toString(StandardCharsets.ISO_8859_1));
    }
}
