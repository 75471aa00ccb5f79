// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.Vendor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.util.List;

/**
 * The vendor's end of a measured session: says the lines of its {@link Repertoire} when they are due, each with its stamp,
 * and holds what comes from the client to its stamps. It obeys their letters and reads no JSON.
 */
final class StampedVendor extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final int number;
    private final Vendor vendor;
    private final Repertoire repertoire;
    private final TimerWheel wheel;
    private final VendorTally tally;
    private final Stamp stamp = new Stamp();
    private final Order order;
    private final TimerWheel.Timer timer = new TimerWheel.Timer(this::pump);
    private ChannelHandlerContext ctx;
    private List<Cue> script = List.of();
    private long startNanos;
    private int next;
    private int turn;
    private int eventBase;
    private int said;
    private boolean hungUp;

    /** @param number the session's, never used twice */
    StampedVendor(int number, Vendor vendor, Repertoire repertoire, TimerWheel wheel, VendorTally tally) {
        this.number = number;
        this.vendor = vendor;
        this.repertoire = repertoire;
        this.wheel = wheel;
        this.tally = tally;
        order = new Order(tally.faults);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        ctx.pipeline().remove(Utf8FrameValidator.class); // the checksum says more, and costs less
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof HandshakeComplete) {
            tally.sessions++;
            tally.open++;
            if (ClientTalk.hello(vendor) == null) {
                perform(repertoire.opening());
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) throws IOException {
        if (frame instanceof CloseWebSocketFrame close) {
            if (hungUp) {
                ctx.close(); // the echo of ours
            } else {
                hush();
                Farewell.of(close.reasonText()).ifPresent(farewell -> order.close(farewell.said()));
                ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            }
        } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            hear(frame.content());
        }
    }

    private void hear(ByteBuf message) throws IOException {
        tally.heard++;
        tally.heardMeasured++;
        if (stamp.read(message) != Stamp.Verdict.WHOLE || stamp.end() != message.writerIndex() - 1) {
            tally.faults.corrupt++;
            return;
        }
        order.take(stamp);
        tally.upward.recordValue(Math.max(0, System.nanoTime() - stamp.dueNanos()));
        switch (stamp.kind()) {
            case HELLO -> perform(repertoire.opening());
            case ASK -> answer();
            case INTERRUPT -> bargeIn();
            case CLOSE -> hangUp();
            case BREAK -> breakOff();
            default -> { } // the microphone
        }
    }

    private void answer() {
        if (turn > 0) {
            eventBase += repertoire.answer(turn).cues().stream().mapToInt(cue -> cue.template().events()).max().orElse(0);
        }
        turn++;
        perform(repertoire.answer(turn).cues());
    }

    private void bargeIn() throws IOException {
        boolean speaking = script == repertoire.answer(turn).cues()
                && script.subList(next, script.size()).stream().anyMatch(Cue::audio);
        if (speaking) {
            perform(repertoire.answer(turn).interrupted(next));
        }
    }

    private void perform(List<Cue> cues) {
        script = cues;
        next = 0;
        startNanos = TimerWheel.whole(System.nanoTime());
        wheel.set(timer, startNanos);
    }

    private void hush() {
        script = List.of();
        next = 0;
        timer.cancel();
    }

    /** Everything that is due, as long as the socket takes it. */
    private void pump() {
        long now = System.nanoTime();
        int before = next;
        while (next < script.size() && ctx.channel().isWritable()) {
            Cue cue = script.get(next);
            long due = startNanos + cue.millis() * 1_000_000L;
            if (due > now) {
                wheel.set(timer, due);
                break;
            }
            next++;
            tally.said++;
            tally.lateness.recordValue(now - due);
            ctx.write(frame(cue, due), ctx.voidPromise());
        }
        if (next > before) {
            ctx.flush();
        }
    }

    private ByteBuf frame(Cue cue, long due) {
        Kind kind = Kind.fromVendor(cue.audio(), next == script.size());
        return cue.template().frame(ctx.alloc(), new Mark(kind, number, said++, due, Template.FIRST_EVENT + turn, eventBase));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        pump();
    }

    private void hangUp() {
        hush();
        hungUp = true;
        ctx.writeAndFlush(new CloseWebSocketFrame(1000, new Farewell(said, order.reached()).toString()));
    }

    /** Half a message, and a reset. */
    private void breakOff() {
        hush();
        Cue audio = repertoire.answer(1).cues().stream().filter(Cue::audio).findFirst().orElseThrow();
        ByteBuf whole = frame(audio, System.nanoTime());
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.writeAndFlush(whole.readSlice(whole.readableBytes() / 2)).addListener(ChannelFutureListener.CLOSE);
    }

    /** A reset is how many clients leave. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        hush();
        tally.open--;
    }
}
