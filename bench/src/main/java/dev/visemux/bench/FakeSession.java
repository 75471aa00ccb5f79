// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One session with a fake vendor: says each line when it is due and the socket takes it. Everything runs on the event
 * loop; what it said and heard may be read from any thread.
 */
final class FakeSession extends SimpleChannelInboundHandler<WebSocketFrame> implements FakeVendor.Stage {
    /** One message said, and the moment of its write. */
    record Said(byte[] payload, boolean binary, boolean audio, long nanos) {}

    private final FakeUpstream upstream;
    private final FakeOptions options;
    private final Vendor vendor;
    private final boolean admitted;
    private final Journal<Said> said = new Journal<>();
    private final Journal<String> heard = new Journal<>();
    private final Journal<String> complaints = new Journal<>();
    private final Journal<Integer> performances = new Journal<>();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private FakeVendor mind;
    private HandshakeComplete handshake;
    private ChannelHandlerContext ctx;
    private Prompter prompter;
    private int audioMessages;

    /** @param admitted false where this vendor refuses by closing */
    FakeSession(FakeUpstream upstream, FakeOptions options, Vendor vendor, boolean admitted) {
        this.upstream = upstream;
        this.options = options;
        this.vendor = vendor;
        this.admitted = admitted;
    }

    Journal<Said> said() {
        return said;
    }

    Journal<String> heard() {
        return heard;
    }

    /** What no client of this vendor may do, and this one did. */
    Journal<String> complaints() {
        return complaints;
    }

    /** One entry for each time that nothing was left to say: the messages said by then. */
    Journal<Integer> performances() {
        return performances;
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
        prompter = new Prompter(ctx, this::write, () -> audioMessages <= options.answered.getAsLong(), this::finished);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws IOException {
        if (event instanceof HandshakeComplete complete) {
            handshake = complete;
            mind = vendor.begin(options, new Voice(options, upstream.speeches(options.language)), this,
                    complete.requestUri());
            if (options.keep) {
                upstream.opened(this);
            }
            if (admitted) {
                mind.open();
            } else {
                close(vendor == Vendor.gemini ? new Close(1007, "API key not valid. Please pass a valid API key.")
                        : new Close(3000, "Could not authorize the conversation"));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) throws IOException {
        if (frame instanceof CloseWebSocketFrame close) {
            left(Close.of(close.statusCode(), close.reasonText()));
            ctx.writeAndFlush(close.retain()).addListener(done -> ctx.close());
        } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            hear(frame.content().toString(StandardCharsets.UTF_8));
        }
    }

    private void hear(String message) throws IOException {
        if (options.keep) {
            heard.add(message);
        }
        mind.hear(message);
    }

    @Override
    public void say(Line line) {
        write(line);
        ctx.flush();
    }

    @Override
    public void perform(List<Line> lines) throws IOException {
        prompter.add(bargedInto(lines));
    }

    /** The user barges in where the options say so. */
    private List<Line> bargedInto(List<Line> lines) throws IOException {
        int heardMillis = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).audio()) {
                if (heardMillis >= options.interruptAfterMillis) {
                    int millis = lines.get(i).dueMillis();
                    List<Line> all = new ArrayList<>(lines.subList(0, i));
                    mind.interrupted(shifted(lines.subList(i, lines.size()), -millis))
                            .forEach(line -> all.add(line.at(line.dueMillis() + millis)));
                    return all;
                }
                heardMillis += options.chunkMillis;
            }
        }
        return lines;
    }

    private static List<Line> shifted(List<Line> lines, int millis) {
        return lines.stream().map(line -> line.at(line.dueMillis() + millis)).toList();
    }

    @Override
    public List<Line> hush() {
        List<Line> unsaid = prompter.clear();
        return unsaid.isEmpty() ? unsaid : shifted(unsaid, -unsaid.getFirst().dueMillis());
    }

    @Override
    public void close(Close close) {
        prompter.clear();
        ctx.writeAndFlush(new CloseWebSocketFrame(close.code(), close.reason()));
    }

    @Override
    public void object(String complaint) {
        complaints.add(complaint);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        prompter.pump();
    }

    private void write(Line line) {
        byte[] payload = options.pretty ? FakeFrames.pretty(line.json()) : line.payload();
        if (line.audio() && audioMessages++ == options.dropAfter) {
            prompter.clear();
            ctx.writeAndFlush(FakeFrames.half(payload)).addListener(done -> ctx.close());
            return;
        }
        if (options.keep) {
            said.add(new Said(payload, line.binary(), line.audio(), System.nanoTime()));
        }
        if (options.fragment) {
            FakeFrames.fragments(payload, line.binary()).forEach(ctx::write);
        } else {
            ctx.write(FakeFrames.whole(payload, line.binary()));
        }
    }

    private void finished() {
        if (options.keep) {
            performances.add(said.size());
        }
        if (options.expire) {
            close(mind.expired());
        } else if (options.close != null) {
            String[] parts = options.close.split(":", 2);
            mind.farewell().forEach(this::write);
            close(new Close(Integer.parseInt(parts[0]), parts.length > 1 ? parts[1] : ""));
        }
    }

    /** A reset is how many clients leave. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        prompter.clear();
        left(Close.ABNORMAL);
    }

    private void left(Close close) {
        if (mind != null && !closed.isDone()) {
            mind.gone();
        }
        closed.complete(close);
    }
}
