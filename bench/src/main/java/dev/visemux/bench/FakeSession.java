// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection to the fake vendor: says each line when it is due and the socket takes it. Everything runs on the
 * event loop; what it said and heard may be read from any thread.
 */
final class FakeSession extends SimpleChannelInboundHandler<WebSocketFrame> implements FakeOpenAi.Stage {
    /** One message said, and the moment of its write. */
    record Said(byte[] payload, boolean audio, long nanos) {}

    private record Due(Line line, long nanos) {}

    private final FakeOptions options;
    private final FakeOpenAi vendor;
    private final Journal<Said> said = new Journal<>();
    private final Journal<String> heard = new Journal<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final Queue<Due> script = new ArrayDeque<>();
    private HandshakeComplete handshake;
    private ChannelHandlerContext ctx;
    private boolean waiting;
    private boolean pumping;
    private int audioMessages;

    FakeSession(FakeOptions options, List<Speech> speeches) {
        this.options = options;
        vendor = new FakeOpenAi(options, speeches, this);
    }

    Journal<Said> said() {
        return said;
    }

    Journal<String> heard() {
        return heard;
    }

    String requestUri() {
        return handshake.requestUri();
    }

    HttpHeaders requestHeaders() {
        return handshake.requestHeaders();
    }

    CompletableFuture<Close> closed() {
        return closed;
    }

    /** For those who write the script themselves; any thread. */
    void tell(Line line) {
        ctx.executor().execute(() -> say(line));
    }

    /** For frames that no script knows; any thread. They are not in {@link #said()}. */
    void write(WebSocketFrame frame) {
        ctx.writeAndFlush(frame);
    }

    /** Bytes that wait for the socket to take them; any thread. */
    long unsentBytes() {
        ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws IOException {
        if (event instanceof HandshakeComplete complete) {
            handshake = complete;
            vendor.open();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) throws IOException {
        if (frame instanceof CloseWebSocketFrame close) {
            closed.complete(Close.of(close.statusCode(), close.reasonText()));
            ctx.writeAndFlush(close.retain()).addListener(done -> ctx.close());
        } else if (frame instanceof TextWebSocketFrame text) {
            hear(text.text());
        }
    }

    private void hear(String message) throws IOException {
        if (options.keep) {
            heard.add(message);
        }
        vendor.hear(message);
    }

    @Override
    public void say(Line line) {
        write(line);
        ctx.flush();
    }

    @Override
    public void perform(List<Line> lines) {
        long now = System.nanoTime();
        lines.forEach(line -> script.add(new Due(line, now + TimeUnit.MILLISECONDS.toNanos(line.dueMillis()))));
        pump();
    }

    @Override
    public boolean hush() {
        boolean speaking = !script.isEmpty();
        script.clear();
        return speaking;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    /** A write may change the channel's writability, which calls back here: a line is never said inside another. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!script.isEmpty() && ctx.channel().isWritable() && isDue(script.peek())) {
            write(script.poll().line());
            if (script.isEmpty()) {
                finished();
            }
        }
        pumping = false;
        ctx.flush();
    }

    private boolean isDue(Due next) {
        long wait = next.nanos() - System.nanoTime();
        if (wait > 0 && !waiting) {
            waiting = true;
            ctx.executor().schedule(this::wakeUp, wait, TimeUnit.NANOSECONDS);
        }
        return wait <= 0;
    }

    private void wakeUp() {
        waiting = false;
        pump();
    }

    private void write(Line line) {
        byte[] payload = line.json().getBytes(StandardCharsets.UTF_8);
        if (line.audio() && audioMessages++ == options.dropAfter) {
            drop(payload);
            return;
        }
        if (options.keep) {
            said.add(new Said(payload, line.audio(), System.nanoTime()));
        }
        if (options.fragment) {
            writeFragments(payload);
        } else {
            ctx.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(payload)));
        }
    }

    private void writeFragments(byte[] payload) {
        int a = payload.length / 3;
        int b = payload.length / 2;
        ctx.write(new TextWebSocketFrame(false, 0, Unpooled.wrappedBuffer(payload, 0, a)));
        ctx.write(new ContinuationWebSocketFrame(false, 0, Unpooled.wrappedBuffer(payload, a, b - a)));
        ctx.write(new PingWebSocketFrame());
        ctx.write(new ContinuationWebSocketFrame(true, 0, Unpooled.wrappedBuffer(payload, b, payload.length - b)));
    }

    /** Half a message, then nothing more. */
    private void drop(byte[] payload) {
        script.clear();
        ByteBuf half = Unpooled.buffer().writeByte(0x81).writeByte(127).writeLong(payload.length);
        ctx.writeAndFlush(half.writeBytes(payload, 0, payload.length / 2)).addListener(done -> ctx.close());
    }

    private void finished() {
        if (options.close != null) {
            String[] parts = options.close.split(":", 2);
            ctx.writeAndFlush(new CloseWebSocketFrame(Integer.parseInt(parts[0]), parts.length > 1 ? parts[1] : ""));
        }
    }

    /** A reset is how many clients leave. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        script.clear();
        closed.complete(Close.ABNORMAL);
    }
}
