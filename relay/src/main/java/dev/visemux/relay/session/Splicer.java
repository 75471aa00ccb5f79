// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.NaturalLipSync;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.Timings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * Stop 9: everything on its way to the client, in order. A message with audio waits here for its visemes, but not
 * longer than {@code hold} from when it is the first; what comes behind it waits with it. Event loop only. It owns what
 * it holds; it never changes the order and never waits for audio that has not arrived.
 */
final class Splicer {
    /** Where bytes leave to. */
    interface Sink {
        /** As {@link FrameWriter#pass}. */
        void pass(ByteBuf bytes, boolean inside);
    }

    private static final byte[] COMMA = Tail.ascii(",");

    private final Sink client;
    private final LoopShare share;
    private final Lips lips;
    private final byte[] opening;
    private final ByteBufAllocator allocator;
    private final SessionCounts counts;
    private final Tally tally;
    private final Stay stay;
    private final long holdNanos;
    /** Something left because its time was up. */
    private final Runnable onTime;

    private final ArrayDeque<Held> queue = new ArrayDeque<>();
    private final ArrayDeque<Held> blanks = new ArrayDeque<>();
    private long heldBytes;
    private int readBytes;
    /** The first in the queue is waited for, until the deadline. */
    private boolean timed;
    private boolean inClock;
    private long deadlineNanos;
    /** The vendor has said something. */
    private boolean spoken;

    private final NaturalLipSync.Mouth mouth = this::change;
    /** Whose visemes are told, and from its hops to those of its stream. */
    private Held telling;
    private long hopShift;

    Splicer(Sink client, LoopShare share, Lips lips, ByteBufAllocator allocator, SessionCounts counts, Tally tally,
            Timings timings, long holdNanos, Runnable onTime) {
        this.client = client;
        this.share = share;
        this.lips = lips;
        this.opening = lips.own() == null ? COMMA : Tail.ascii(lips.own().opening());
        this.allocator = allocator;
        this.counts = counts;
        this.tally = tally;
        stay = new Stay(Timings.Kind.OTHER, share, timings);
        this.holdNanos = holdNanos;
        this.onTime = onTime;
    }

    /** A place for a message of this turn, to be filled and given to {@link #hold}. */
    Held place(Held.Kind kind, Turn turn) {
        Held place = blanks.isEmpty() ? new Held() : blanks.pop();
        place.kind = kind;
        place.turn = turn;
        if (turn != null) {
            turn.hold();
        }
        return place;
    }

    /** Takes back a place that is not needed, or no more. */
    void giveBack(Held place) {
        if (place.turn != null) {
            place.turn.release();
        }
        place.clear();
        blanks.push(place);
    }

    /** What comes until the next call lies in a read of so much memory: the first that is held pins all of it. */
    void reading(int bytes) {
        stay.reading();
        readBytes = bytes;
    }

    /** A message has ended that is not held for itself; its last bytes are the next to pass. */
    void ended() {
        stay.ended();
    }

    /** Memory that waits here. */
    long heldBytes() {
        return heldBytes;
    }

    void pass(ByteBuf bytes, boolean inside) {
        if (queue.isEmpty()) {
            stay.passes();
            leave(bytes, inside);
            return;
        }
        Held held = place(Held.Kind.BYTES, null);
        held.bytes = bytes;
        held.inside = inside;
        stay.waits(held);
        enqueue(held);
    }

    /** Takes a filled place of a whole message, and the ownership of its bytes, as the last of the queue. */
    void hold(Held held) {
        held.messages = 1;
        stay.begins(held);
        enqueue(held);
    }

    private void enqueue(Held held) {
        held.charge = held.bytes.readableBytes() + readBytes;
        readBytes = 0;
        heldBytes += held.charge;
        queue.add(held);
    }

    /** Lets go what need not wait; the head's time begins when it becomes the head. */
    void drain() {
        while (!queue.isEmpty() && leaves(queue.peek(), true)) {
            remove();
        }
        stay.settle();
    }

    /** Lets everything go, with the visemes that are there. */
    void letGo() {
        while (!queue.isEmpty()) {
            leaves(queue.peek(), false);
            remove();
        }
    }

    /** Drops everything. */
    void close() {
        while (!queue.isEmpty()) {
            queue.peek().bytes.release();
            remove();
        }
    }

    /** From the clock, which calls next at {@code nextNanos}; false where nothing is waited for. */
    boolean tick(long nextNanos) {
        if (timed && nextNanos - deadlineNanos > 0) {
            queue.peek().turn.hasty = true;
            giveUp(queue.peek(), Counter.UNDECORATED_HOLD);
            remove();
            drain();
            onTime.run();
        }
        inClock = timed;
        return timed;
    }

    /** Sends the head, unless it is to wait. */
    private boolean leaves(Held head, boolean mayWait) {
        if (head.known()) {
            send(head);
        } else if (head.lost()) {
            giveUp(head, Counter.UNDECORATED_ENGINE);
        } else if (!mayWait || holdNanos == 0 || head.turn.hasty && head.behind()) {
            giveUp(head, Counter.UNDECORATED_HOLD);
        } else {
            await(head);
            return false;
        }
        return true;
    }

    private void await(Held head) {
        head.turn.hasty = false;
        if (!timed) {
            timed = true;
            deadlineNanos = share.clock().nowNanos() + holdNanos;
        }
        if (!inClock) {
            inClock = true;
            share.clock().add(this);
        }
    }

    private void remove() {
        Held left = queue.poll();
        stay.leaves(left);
        timed = false;
        heldBytes -= left.charge;
        giveBack(left);
    }

    private void send(Held head) {
        if (head.kind == Held.Kind.BYTES) {
            leave(head.bytes, head.inside);
            return;
        }
        share.stages().splice().from();
        int bytes = head.bytes.readableBytes();
        Tail tail = share.tail();
        tail.begin(opening);
        if (head.kind == Held.Kind.AUDIO) {
            changes(head);
        }
        if (head.closesMouth) {
            closeMouth(head);
        }
        tail.end(head.eventId, head.durationMillis, head.startMillis, lips.options().smooths());
        if (lips.own() == null) {
            decorate(head, tail);
        } else {
            accompany(head, tail);
        }
        share.stages().splice().to(bytes);
        if (head.kind != Held.Kind.END) { // it has no audio
            counts.count(Counter.DECORATED);
        }
    }

    private void decorate(Held head, Tail tail) {
        int brace = head.payloadAt + head.spliceAt;
        if (tail.into(head.bytes, brace)) {
            whole(head);
            return;
        }
        ByteBuf rest = tail.within(head.bytes, brace, allocator);
        frame(head, brace, rest.readableBytes());
        leave(rest, false);
    }

    /** Visemes come right before their message; right behind it where it is the vendor's first. */
    private void accompany(Held head, Tail tail) {
        ByteBuf own = tail.frame(lips.own().binary() ? FrameHeader.BINARY : FrameHeader.TEXT, allocator);
        if (spoken) {
            leave(own, false);
            whole(head);
        } else {
            whole(head);
            leave(own, false);
        }
    }

    /** What changes against what was told last; the first hop of a turn always does. */
    private void changes(Held head) {
        NaturalLipSync natural = head.turn.lips;
        VisemeTrack track = head.stream.track();
        telling = head;
        hopShift = head.firstHop - natural.hops();
        int speech = 0;
        for (long hop = head.firstHop; hop < head.endHop; hop++) {
            int viseme = track.viseme(hop);
            speech += viseme == Viseme.SILENCE.ordinal() ? 0 : PcmFormat.HOP_MILLIS;
            natural.add(viseme, mouth);
        }
        tally.speech(speech);
        natural.settle(mouth);
        track.release(head.endHop);
        telling = null;
    }

    private void change(int viseme, long hop) {
        long offset = (hop + hopShift) * PcmFormat.HOP_MILLIS - telling.firstMillis;
        share.tail().viseme(viseme, Math.min(offset, telling.durationMillis));
    }

    /** Behind what was analysed, else at once: then it is told whatever was told before. */
    private void closeMouth(Held head) {
        int silence = Viseme.SILENCE.ordinal();
        boolean analysed = head.kind == Held.Kind.AUDIO;
        if (!analysed || head.turn.lips.told() != silence) {
            head.turn.lips.tell(silence);
            share.tail().viseme(silence, analysed ? head.durationMillis : 0);
        }
    }

    private void giveUp(Held head, Counter why) {
        head.turn.lips.skip(head.endHop - head.firstHop);
        head.stream.track().release(head.endHop);
        counts.count(why);
        whole(head);
    }

    private void whole(Held head) {
        frame(head, head.bytes.writerIndex(), 0);
    }

    /** Writes the frame up to {@code end}; {@code more} bytes of it follow. */
    private void frame(Held head, int end, int more) {
        ByteBuf message = head.bytes;
        int length = end - head.payloadAt + more;
        int size = FrameHeader.size(length, false);
        int headerAt = head.payloadAt - size;
        if (headerAt < 0) { // it came in an earlier read, or has grown
            ByteBuf header = allocator.directBuffer(size).writerIndex(size);
            FrameHeader.set(header, 0, FrameHeader.FIN | head.opcode, false, length);
            leave(header, true);
            headerAt = head.payloadAt;
        } else {
            FrameHeader.set(message, headerAt, FrameHeader.FIN | head.opcode, false, length);
        }
        leave(message.setIndex(headerAt, end), more > 0);
    }

    private void leave(ByteBuf bytes, boolean inside) {
        spoken = true;
        client.pass(bytes, inside);
    }
}
