// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.Lifecycle;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out: nothing new begins, what is open gets its grace, then it is told to end, spread over a while so that not all
 * clients come back to the next relay at once, and has two seconds for its farewells. Any thread may begin it, once or more
 * often.
 */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final long LOOK_MILLIS = 50;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Lifecycle lifecycle;
    private final EventLoopGroup loops;
    private final Duration grace;
    private final Duration jitter;
    private final IntSupplier open;
    private final Consumer<Duration> tell;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** {@code open}: how much is open; {@code tell} has it end within a time. */
    Drain(Lifecycle lifecycle, EventLoopGroup loops, RelayConfig.Session settings, IntSupplier open, Consumer<Duration> tell) {
        this.lifecycle = lifecycle;
        this.loops = loops;
        grace = settings.drainGrace();
        jitter = settings.drainJitter();
        this.open = open;
        this.tell = tell;
    }

    CompletableFuture<Void> begin() {
        if (lifecycle.advance(Lifecycle.State.DRAINING)) {
            log.info("draining: {} open, at most {} s", open.getAsInt(), grace.toSeconds());
            loops.execute(() -> await(System.nanoTime() + grace.toNanos(), () -> {
                tell.accept(jitter);
                await(System.nanoTime() + jitter.plus(FAREWELL).toNanos(), this::end);
            }));
        }
        return done;
    }

    private void await(long deadline, Runnable late) {
        if (open.getAsInt() == 0) {
            end();
        } else if (System.nanoTime() - deadline >= 0) {
            late.run();
        } else {
            loops.schedule(() -> await(deadline, late), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Also where there was nothing to drain. */
    void end() {
        done.complete(null);
    }
}
