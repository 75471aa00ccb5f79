// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import org.agrona.MutableDirectBuffer;

/**
 * A turn's handle: PCM in, visemes out, time counted in the samples that were committed. Owner thread only.
 * It never blocks: what finds no room is refused as a whole, and a control record waits here until it fits; until then
 * the stream takes no PCM.
 */
public final class DspStream {
    /** Largest piece of PCM that can be claimed. */
    public static final int MAX_RECORD_BYTES = 16_384;

    private final DspLink link;
    private final Lane lane;
    private final Ticket ticket;
    private final int share;
    private final Runnable onProgress;
    private final VisemeTrack track = new VisemeTrack();

    private long committedBytes;
    /** Control records that found no room yet, a bit each; they go in the order of their numbers. */
    private int pending;
    /** Nothing was committed since the last restart of the context. */
    private boolean fresh = true;
    private boolean finished;
    private boolean closed;
    private boolean ended;
    private boolean stale;
    private boolean touched;
    private boolean waiting;

    DspStream(DspLink link, Lane lane, Ticket ticket, int share, Runnable onProgress) {
        this.link = link;
        this.lane = lane;
        this.ticket = ticket;
        this.share = share;
        this.onProgress = onProgress;
        control(Lane.OPEN);
    }

    /**
     * Whether a whole frame of up to {@code bytes} fits. A RECORDED stream that is refused hears from onProgress when
     * there may be room; a LIVE one goes on without.
     */
    public boolean admits(int bytes) {
        if (!takesPcm()) {
            return false;
        }
        if (committedBytes - ticket.consumed().get() + bytes <= share && lane.fits(bytes)) {
            return true;
        }
        if (isRecorded() && bytes <= share) {
            link.await(this);
        }
        return false;
    }

    /** Index into {@link #buffer()} of room for one record, or -1. Ends with commit or abort. */
    public int claim(int maxBytes) {
        if (maxBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("maxBytes " + maxBytes + " is larger than " + MAX_RECORD_BYTES);
        }
        return takesPcm() ? lane.claim(maxBytes) : -1;
    }

    public MutableDirectBuffer buffer() {
        return lane.buffer();
    }

    /**
     * Hands a claimed record over.
     *
     * @param length     true length, whole samples
     * @param endOfFrame visemes are wanted up to the last hop that has begun (LIVE)
     */
    public void commit(int index, int length, boolean endOfFrame) {
        if (length % ticket.format().bytesPerSample() != 0) {
            throw new IllegalArgumentException("length " + length + " is not whole samples");
        }
        lane.commit(index, ticket.id(), length, endOfFrame);
        committedBytes += length;
        fresh = false;
        link.ringWorker();
    }

    public void abort(int index) {
        lane.abort(index);
    }

    public long committedSamples() {
        return committedBytes / ticket.format().bytesPerSample();
    }

    /** Hops that have begun within the committed samples. */
    public long committedHops() {
        return ticket.format().hopsBegun(committedSamples());
    }

    /** Audio was lost here: what follows is heard without what went before. */
    public void gap() {
        if (!fresh) {
            fresh = true;
            control(Lane.GAP);
        }
    }

    /** No more audio: the rest is published, then {@link #ended()}. */
    public void finish() {
        if (!finished) {
            finished = true;
            control(Lane.FINISH);
        }
    }

    /** Forgets the stream; onProgress is not called again. */
    public void close() {
        if (!closed) {
            closed = true;
            link.forget(this);
            if (stale || (pending & 1 << Lane.OPEN) != 0) {
                pending = 0; // the worker does not know it
            } else {
                control(Lane.CLOSE);
            }
        }
    }

    public VisemeTrack track() {
        return track;
    }

    /** Everything up to the last begun hop is published and the worker has forgotten the stream. */
    public boolean ended() {
        return ended;
    }

    /** The worker failed and forgot the stream: close it and open another at the next audio. */
    public boolean stale() {
        return stale;
    }

    private boolean takesPcm() {
        return !finished && !closed && !stale && settle();
    }

    private void control(int type) {
        pending |= 1 << type;
        settle();
    }

    /** Sends the control records that wait; false while one of them still does. */
    boolean settle() {
        while (pending != 0) {
            int type = Integer.numberOfTrailingZeros(pending);
            if (!lane.control(type, ticket)) {
                link.await(this);
                return false;
            }
            pending &= pending - 1;
            link.ringWorker();
        }
        return true;
    }

    // Called by the link.

    int id() {
        return ticket.id();
    }

    void end() {
        ended = true;
    }

    void fail() {
        stale = true;
        pending = 0;
    }

    /** True the first time since progress() ran. */
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    void progress() {
        touched = false;
        if (!closed) {
            onProgress.run();
        }
    }

    /** True unless it waits already. */
    boolean startWaiting() {
        boolean first = !waiting;
        waiting = true;
        return first;
    }

    void stopWaiting() {
        waiting = false;
    }

    boolean isRecorded() {
        return ticket.mode() == Mode.RECORDED;
    }

    /** LIVE answers each frame at its end with the context there is; RECORDED waits for the whole context. */
    public enum Mode { LIVE, RECORDED }
}
