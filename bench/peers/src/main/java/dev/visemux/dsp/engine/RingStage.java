// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.bench.peers.Comparison;
import dev.visemux.bench.peers.Stage;
import dev.visemux.bench.peers.Way;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The hand-over of a message's PCM, written once and read in place. A queue of objects needs an array for each message. It
 * lies in this package to call {@link Lane}. {@code threads} 1: put and taken by the same thread, the price without waiting;
 * 2: by two that never sleep, 64 messages at a time.
 */
@State(Scope.Thread)
@Stage(value = "ring: hand-over", vectors = false)
public class RingStage implements Comparison {
    private static final int BYTES = 4_800;
    private static final int BURST = 64;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    @Param({"1", "2"})
    public int threads;

    private final byte[] pcm = new byte[BYTES];
    private final Lane lane = new Lane(1 << 20);
    private final ArrayBlockingQueue<byte[]> blocking = new ArrayBlockingQueue<>(BURST);
    private final SpscArrayQueue<byte[]> spsc = new SpscArrayQueue<>(BURST);
    private final ControlledMessageHandler handler = this::onRecord;
    private final BooleanSupplier putInLane = this::putInLane;
    private final Runnable takeFromLane = () -> lane.read(handler);
    private final BooleanSupplier putInBlocking = () -> blocking.offer(pcm.clone());
    private final Runnable takeFromBlocking = () -> take(blocking.poll());
    private final BooleanSupplier putInSpsc = () -> spsc.offer(pcm.clone());
    private final Runnable takeFromSpsc = () -> take(spsc.poll());
    private final AtomicLong seen = new AtomicLong();
    private volatile Runnable taker;
    private volatile boolean closed;
    private long sent;
    private long sum;

    @Setup
    @Override
    public void prepare() {
        new Random(1).nextBytes(pcm); // its content is of no concern here
        if (threads == 2) {
            Thread other = new Thread(this::takeOn, "taker");
            other.setDaemon(true);
            other.start();
        }
    }

    private void takeOn() {
        while (!closed) {
            Runnable now = taker;
            if (now == null) {
                Thread.onSpinWait();
            } else {
                now.run();
            }
        }
    }

    @TearDown
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String input() {
        return "4,800 B, " + (threads == 1 ? "one thread" : "two threads that spin");
    }

    @Override
    public double messages() {
        return BURST;
    }

    @Benchmark
    @Way(Way.OURS)
    public long ours() {
        return burst(putInLane, takeFromLane);
    }

    @Benchmark
    @Way("ArrayBlockingQueue")
    public long arrayBlockingQueue() {
        return burst(putInBlocking, takeFromBlocking);
    }

    @Benchmark
    @Way("JCTools SpscArrayQueue")
    public long spscArrayQueue() {
        return burst(putInSpsc, takeFromSpsc);
    }

    private long burst(BooleanSupplier put, Runnable take) {
        sent += BURST;
        if (threads == 2) {
            taker = take;
        }
        for (int i = 0; i < BURST; i++) {
            while (!put.getAsBoolean()) {
                Thread.onSpinWait();
            }
            if (threads == 1) {
                take.run();
            }
        }
        while (seen.get() < sent) {
            if (threads == 1) { // a read stops at the ring's end
                take.run();
            }
            Thread.onSpinWait();
        }
        return sum;
    }

    private boolean putInLane() {
        int at = lane.claim(BYTES);
        if (at < 0) {
            return false;
        }
        lane.buffer().putBytes(at, pcm, 0, BYTES);
        lane.commit(at, 1, BYTES, true);
        return true;
    }

    private ControlledMessageHandler.Action onRecord(int type, MutableDirectBuffer buffer, int index, int length) {
        for (int at = 0; at < BYTES; at += Long.BYTES) {
            sum += buffer.getLong(index + Lane.PCM_OFFSET + at);
        }
        seen.lazySet(seen.get() + 1);
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private void take(byte[] message) {
        if (message != null) {
            for (int at = 0; at < BYTES; at += Long.BYTES) {
                sum += (long) LONGS.get(message, at);
            }
            seen.lazySet(seen.get() + 1);
        }
    }
}
