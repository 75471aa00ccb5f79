// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.MessageHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thing that one owner (an event loop) and one worker share: a lane out for live audio, a smaller one for
 * recorded audio, so that it never stands in front of a conversation, a ring back, and a wake-up each way.
 * Everything public runs on the owner's thread. It outlives a worker: {@link #move}.
 */
public final class DspLink implements AutoCloseable {
    static final int VISEMES = 1;
    static final int ENDED = 2;
    static final int FAILED = 3;
    /** A back record: stream, then a byte for each hop. */
    static final int VISEMES_OFFSET = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DspLink.class);
    private static final int RECORDED_SHARES = 4;

    private final Executor owner;
    private final Set<String> models;
    private final DspOptions options;

    // Written by both sides: at most one wake-up is on its way to the owner; no more records.
    private final AtomicBoolean called = new AtomicBoolean();
    private volatile boolean closed;

    // Owner's.
    private Wires wires;
    private final Int2ObjectHashMap<DspStream> streams = new Int2ObjectHashMap<>();
    private final List<DspStream> touched = new ArrayList<>();
    private List<DspStream> waiting = new ArrayList<>();
    private List<DspStream> served = new ArrayList<>();
    private final MessageHandler onRecord = this::onRecord;
    private final Runnable poll = this::poll;
    private int nextStream;

    /** {@code bell}: of the worker that is to serve it. */
    DspLink(Executor owner, Bell bell, Set<String> models, DspOptions options) {
        this.owner = owner;
        this.models = models;
        this.options = options;
        wires = new Wires(this, bell, options.ringBytes());
    }

    Wires wires() {
        return wires;
    }

    /** Whether there is such a model: a call with each message costs less than what {@link #open} throws. */
    public boolean knows(String model) {
        return models.contains(model);
    }

    /**
     * A new stream, its clock at 0.
     *
     * @param onProgress runs on the owner's thread, once a wake-up, after hops were published, the stream ended or
     *                   became stale, or room came back that a RECORDED stream was refused
     */
    public DspStream open(PcmFormat format, String model, DspStream.Mode mode, Runnable onProgress) {
        if (!knows(model)) {
            throw new IllegalArgumentException("there is no viseme model " + model + ", only " + models);
        }
        boolean isLive = mode == DspStream.Mode.LIVE;
        Lane lane = isLive ? wires.live() : wires.recorded();
        int share = isLive ? options.streamBytes() : Math.min(options.streamBytes(), lane.capacity() / RECORDED_SHARES);
        DspStream stream = new DspStream(this, lane, new Ticket(nextStream++, format, model, mode), share, onProgress);
        streams.put(stream.id(), stream);
        return stream;
    }

    /** Nothing is called any more; its streams are not to be used again. */
    @Override
    public void close() {
        streams.clear();
        closed = true;
        wires.bell().ring();
    }

    void forget(DspStream stream) {
        streams.remove(stream.id());
    }

    void ringWorker() {
        wires.bell().ring();
    }

    /** {@code stream} wants to hear when there is room. */
    void await(DspStream stream) {
        if (stream.startWaiting()) {
            waiting.add(stream);
        }
        wires.roomWanted().set(true);
        wires.bell().ring(); // the worker may have emptied the lane before it could see the wish
    }

    private void poll() {
        called.set(false); // before reading: what is published from here on calls again
        wires.back().read(onRecord);
        wires.back().read(onRecord); // the first stops at the ring's end
        serveWaiting();
        tellTouched();
    }

    private void tellTouched() {
        for (int i = 0; i < touched.size(); i++) {
            progress(touched.get(i));
        }
        touched.clear();
    }

    private void onRecord(int type, MutableDirectBuffer buffer, int index, int length) {
        DspStream stream = streams.get(buffer.getInt(index));
        if (stream == null) {
            return; // closed meanwhile
        }
        switch (type) {
            case VISEMES -> stream.track().append(buffer, index + VISEMES_OFFSET, length - VISEMES_OFFSET);
            case ENDED -> stream.end();
            case FAILED -> stream.fail();
            default -> throw new IllegalStateException("record type " + type);
        }
        touch(stream);
    }

    private void serveWaiting() {
        List<DspStream> now = waiting;
        waiting = served;
        served = now;
        for (int i = 0; i < now.size(); i++) {
            DspStream stream = now.get(i);
            stream.stopWaiting();
            if (stream.settle() && stream.isRecorded()) {
                touch(stream);
            }
        }
        now.clear();
    }

    private void touch(DspStream stream) {
        if (stream.touch()) {
            touched.add(stream);
        }
    }

    private static void progress(DspStream stream) {
        try {
            stream.progress();
        } catch (RuntimeException e) {
            LOG.error("a stream's owner failed on its progress; other streams go on", e);
        }
    }

    // Any thread.

    /** Another worker serves the owner from now on. What the streams have in the old one's rings is lost: they are stale. */
    void move(DspWorker next) {
        Wires fresh = new Wires(this, next.bell(), options.ringBytes());
        next.adopt(this);
        try {
            owner.execute(() -> rewire(fresh, next));
        } catch (RejectedExecutionException e) {
            closed = true; // its loop has ended, and with it all its streams
        }
    }

    private void rewire(Wires fresh, DspWorker next) {
        wires = fresh;
        next.register(fresh);
        streams.values().stream().filter(stream -> !stream.ended()).forEach(stream -> {
            stream.fail();
            touch(stream);
        });
        tellTouched();
    }

    // Worker's side.

    boolean isClosed() {
        return closed;
    }

    /** Has the owner look; one wake-up at a time is on its way. */
    void callOwner() {
        if (!called.get() && called.compareAndSet(false, true)) {
            try {
                owner.execute(poll);
            } catch (RejectedExecutionException e) {
                closed = true; // its loop has ended, and with it all its streams
            }
        }
    }
}
