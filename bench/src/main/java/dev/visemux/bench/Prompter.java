// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Has each line said when it is due and the socket takes it. On the connection's event loop. */
final class Prompter {
    private record Due(Line line, long nanos, long number) {}

    private static final long ASK_AGAIN_NANOS = 1_000_000;

    private final ChannelHandlerContext ctx;
    private final Consumer<Line> speaker;
    private final BooleanSupplier mayGoOn;
    private final Runnable finished;
    private final Queue<Due> script =
            new PriorityQueue<>(Comparator.comparingLong(Due::nanos).thenComparingLong(Due::number));
    private long lines;
    private boolean waiting;
    private boolean pumping;

    /**
     * @param mayGoOn  asked before each line, again after a moment where not
     * @param finished called whenever the last line has been said
     */
    Prompter(ChannelHandlerContext ctx, Consumer<Line> speaker, BooleanSupplier mayGoOn, Runnable finished) {
        this.ctx = ctx;
        this.speaker = speaker;
        this.mayGoOn = mayGoOn;
        this.finished = finished;
    }

    void add(List<Line> lines) {
        long now = System.nanoTime();
        for (Line line : lines) {
            script.add(new Due(line, now + TimeUnit.MILLISECONDS.toNanos(line.dueMillis()), this.lines++));
        }
        pump();
    }

    /** What was not said, in order, and now will not be. */
    List<Line> clear() {
        List<Line> unsaid = new ArrayList<>();
        for (Due due = script.poll(); due != null; due = script.poll()) {
            unsaid.add(due.line());
        }
        return unsaid;
    }

    /** A write may change the channel's writability, which calls back here: a line is never said inside another. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!script.isEmpty() && ctx.channel().isWritable() && isDue(script.peek())) {
            speaker.accept(script.poll().line());
            if (script.isEmpty()) {
                finished.run();
            }
        }
        pumping = false;
        ctx.flush();
    }

    private boolean isDue(Due next) {
        long wait = mayGoOn.getAsBoolean() ? next.nanos() - System.nanoTime() : ASK_AGAIN_NANOS;
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
}
