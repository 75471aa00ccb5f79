// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One conversation: speaks into the microphone all the time, asks for the next answer when one is over, barges in and
 * leaves as the plan's {@link Churn} says. Each message that comes is held to its stamp. On its event loop.
 */
final class ClientSession extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int BARGE_IN_MILLIS = 4000; // at most, into an answer
    private static final int LEAVE_MILLIS = 30_000; // a peer that takes longer to close has failed
    private static final int UNSTAMPED_ASK_MILLIS = 10_000;
    private static final String NO_END = "did not end when it was to";

    private final int number;
    private final ClientLines lines;
    private final Crowd.Plan plan;
    private final SplittableRandom random;
    private final TimerWheel wheel;
    private final ClientTally tally;
    private final Runnable gone;
    private final long wishedNanos;

    private final Stamp stamp = new Stamp();
    private final Injected injected = new Injected();
    private final Order order;
    private final TimerWheel.Timer microphone = new TimerWheel.Timer(this::speak);
    private final TimerWheel.Timer question = new TimerWheel.Timer(this::ask);
    private final TimerWheel.Timer interruption = new TimerWheel.Timer(this::bargeIn);
    private final TimerWheel.Timer leaving = new TimerWheel.Timer(this::leave);
    private ChannelHandlerContext ctx;
    private long microphoneDue;
    private int piece;
    private int sent;
    private boolean upgraded;
    private boolean begun;
    private boolean strange;
    private boolean told; // of its failure
    private boolean farewell;
    private Churn.End end; // null: it is not to end

    /**
     * @param number      never used twice
     * @param wishedNanos when somebody wished for it
     * @param gone        called once, when the connection is no more
     */
    ClientSession(int number, ClientLines lines, Crowd.Plan plan, TimerWheel wheel, ClientTally tally, long wishedNanos,
            Runnable gone) {
        this.number = number;
        this.lines = lines;
        this.plan = plan;
        this.wheel = wheel;
        this.tally = tally;
        this.wishedNanos = wishedNanos;
        this.gone = gone;
        random = new SplittableRandom(number);
        order = new Order(tally.faults);
        piece = random.nextInt(1000);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            upgraded = true;
            tally.open++;
            if (lines.hello() != null) {
                send(lines.hello(), Kind.HELLO, System.nanoTime());
                ctx.flush();
            }
            if (!plan.silent()) {
                microphoneDue = TimerWheel.whole(System.nanoTime() + millis(random.nextInt(plan.microphoneMillis())));
                wheel.set(microphone, microphoneDue);
            }
            if (plan.churn().hasEnd()) {
                wheel.set(leaving, System.nanoTime() + millis(plan.churn().lifeMillis(random)));
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            closed(close);
        } else if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            hear(frame.content(), System.nanoTime());
        }
    }

    private void hear(ByteBuf message, long now) {
        tally.received++;
        tally.receivedMeasured++;
        tally.bytesMeasured += message.readableBytes();
        if (!begun) {
            begun = true;
            tally.opening.recordValue(now - wishedNanos);
        }
        Stamp.Verdict verdict = stamp.read(message);
        if (verdict == Stamp.Verdict.UNSTAMPED && order.reached() == 0) {
            strange();
        } else if (verdict != Stamp.Verdict.WHOLE || !injected.read(message, stamp.end())) {
            tally.faults.corrupt++;
        } else {
            order.take(stamp);
            measure(now);
            if (stamp.kind().isLast()) {
                answered();
            }
        }
    }

    private void measure(long now) {
        long nanos = Math.max(0, now - stamp.dueNanos());
        if (!stamp.kind().isAudio()) {
            tally.otherNanos.recordValue(nanos);
            return;
        }
        tally.audioNanos.recordValue(nanos);
        tally.audio++;
        tally.audioMeasured++;
        if (injected.isPresent()) {
            tally.decorated++;
            tally.decoratedMeasured++;
        }
    }

    /** A vendor that is not ours: nothing can be held to anything, and it is asked now and then. */
    private void strange() {
        tally.unstamped++;
        if (!strange) {
            strange = true;
            wheel.set(question, System.nanoTime() + millis(random.nextInt(plan.pauseMillis() + 1)));
        }
    }

    private void answered() {
        interruption.cancel();
        if (end == null && !plan.silent()) {
            wheel.set(question, System.nanoTime() + millis(random.nextInt(plan.pauseMillis() + 1)));
        }
    }

    private void ask() {
        long now = System.nanoTime();
        List<Template> question = lines.ask();
        for (int i = 0; i < question.size(); i++) {
            send(question.get(i), i == question.size() - 1 ? Kind.ASK : Kind.MICROPHONE, now);
        }
        ctx.flush();
        if (strange && end == null) {
            wheel.set(this.question, now + millis(UNSTAMPED_ASK_MILLIS));
        }
        if (random.nextDouble() < plan.churn().interruptions()) {
            wheel.set(interruption, now + millis(random.nextInt(BARGE_IN_MILLIS)));
        }
    }

    private void speak() {
        long now = System.nanoTime();
        send(lines.microphone(piece++), Kind.MICROPHONE, microphoneDue);
        ctx.flush();
        tally.lateness.recordValue(Math.max(0, now - microphoneDue));
        microphoneDue += millis(plan.microphoneMillis());
        wheel.set(microphone, microphoneDue);
    }

    private void bargeIn() {
        tally.interruptions++;
        send(lines.microphone(piece), Kind.INTERRUPT, System.nanoTime());
        ctx.flush();
    }

    private void send(Template template, Kind kind, long dueNanos) {
        tally.sent++;
        tally.sentMeasured++;
        ctx.write(frame(template, kind, dueNanos), ctx.voidPromise());
    }

    private ByteBuf frame(Template template, Kind kind, long dueNanos) {
        return template.masked(ctx.alloc(), new Mark(kind, number, sent++, dueNanos), random.nextInt());
    }

    /** Ends it as one does; on its event loop. */
    void end() {
        if (end == null) {
            leave(strange ? Churn.End.CLIENT_CLOSES : Churn.End.VENDOR_CLOSES); // a stranger knows no letters
        }
    }

    private void leave() {
        if (end == null) {
            leave(plan.churn().end(random));
        } else {
            fail(NO_END);
            ctx.close();
        }
    }

    private void leave(Churn.End how) {
        end = how;
        microphone.cancel();
        question.cancel();
        interruption.cancel();
        wheel.set(leaving, System.nanoTime() + millis(LEAVE_MILLIS));
        switch (how) {
            case VENDOR_CLOSES -> send(lines.microphone(piece), Kind.CLOSE, System.nanoTime());
            case VENDOR_RESETS -> send(lines.microphone(piece), Kind.BREAK, System.nanoTime());
            case CLIENT_CLOSES -> ctx.write(new CloseWebSocketFrame(1000, new Farewell(sent, order.reached()).toString()));
            case CLIENT_RESETS -> reset();
        }
        ctx.flush();
    }

    /** In the middle of a message. */
    private void reset() {
        ByteBuf whole = frame(lines.microphone(piece), Kind.MICROPHONE, System.nanoTime());
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.write(whole.readSlice(whole.readableBytes() / 2)).addListener(ChannelFutureListener.CLOSE);
    }

    private void closed(CloseWebSocketFrame close) {
        if (end == null) {
            fail("cut with " + close.statusCode() + " " + close.reasonText());
        } else if (end == Churn.End.VENDOR_CLOSES) {
            Farewell.of(close.reasonText()).ifPresent(this::hearFarewell);
        }
        ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
    }

    private void hearFarewell(Farewell vendors) {
        farewell = true;
        order.close(vendors.said());
        tally.faults.lost += sent - vendors.heard();
    }

    /** Once a session. */
    private void fail(String reason) {
        if (!told) {
            tally.fail(reason);
        }
        told = true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (end == null) {
            fail((upgraded ? "broken: " : "not opened: ") + cause.getMessage());
        }
        ctx.close(); // a reset is one of the ends
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        microphone.cancel();
        question.cancel();
        interruption.cancel();
        leaving.cancel();
        if (upgraded) {
            tally.open--;
        }
        if (end == null) {
            fail(upgraded ? "broken" : "not opened");
        } else if (end == Churn.End.VENDOR_CLOSES && !farewell) {
            fail("the vendor's farewell did not come");
        } else if (!told) {
            tally.ends.merge(end, 1L, Long::sum);
        }
        gone.run();
    }

    private static long millis(int millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
