// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The reading half of one leg: cuts a stream of bytes into WebSocket frames, checks their headers and passes the bytes
 * on as they came, in runs as long as possible. Event loop only. It owns what it gathers and never writes.
 *
 * <p>What passes is never unmasked, copied or validated as UTF-8. A message that the receiver wants whole is shown in
 * place where it lies in one frame and one read; any other is gathered once and goes on as a single frame.
 */
final class FrameTunnel {
    /** So many bytes of a message settle whether it is wanted. */
    static final int PEEK_BYTES = 128;

    /** What happens to the current message. */
    private enum Handling { ASKING, PASSING, GATHERING }

    private final boolean masked;
    private final FrameMask remask;
    private final long maxMessageBytes;
    private final ByteBufAllocator allocator;
    private final Receiver receiver;

    private final FrameHeader header = new FrameHeader();
    private final byte[] control = new byte[FrameHeader.MAX_CONTROL_BYTES];
    private boolean headerPassed;
    private int maskOut;
    private long done;

    private Handling handling = Handling.ASKING;
    private int messageOpcode = FrameHeader.CONTINUATION;
    private long messageBytes;
    private final Gathering gathering;
    private boolean over;

    /** Bytes of the current read from here on are not passed on yet. */
    private int runFrom;

    /**
     * @param masked whether this leg's frames come masked: a client's do
     * @param remask gives each passed frame a fresh mask; null keeps the one it came with
     */
    FrameTunnel(boolean masked, FrameMask remask, long maxMessageBytes, ByteBufAllocator allocator, Receiver receiver) {
        this.masked = masked;
        this.remask = remask;
        this.maxMessageBytes = maxMessageBytes;
        this.allocator = allocator;
        this.receiver = receiver;
        gathering = new Gathering(allocator);
    }

    /** What the session does with what one leg reads. */
    interface Receiver {
        /** Whether the session must see the whole of the message that begins with these plain bytes. */
        boolean wants(int opcode, ByteBuf in, int from, int length);

        /** Sees a wanted message, plain; true takes it out of the stream, and {@link #take} follows. */
        boolean inspect(int opcode, ByteBuf in, int from, int length);

        /**
         * Receives a taken message and its ownership: header room from the reader index, payload to the writer's; what may
         * still be written behind is free.
         */
        void take(ByteBuf frame, int payloadAt, int opcode);

        /** Passes bytes on, and their ownership; {@code inside}: they end within a frame. */
        void pass(ByteBuf bytes, boolean inside);

        void ping(byte[] body, int length);

        /** A frame that moves nothing on: a ping, a pong, an empty fragment. What makes few of them cheap makes many a weapon. */
        void idleFrame();

        /** A message has ended; {@code gathered}: it did not lie in one read and frame, and was copied. */
        void message(boolean gathered);

        /** The peer closed; nothing follows. */
        void closed(Closing closing);

        /** The peer broke the protocol or a limit; nothing follows. */
        void fault(RelayError error);
    }

    /** Takes one read, and its ownership. */
    void read(ByteBuf in) {
        try {
            int end = in.writerIndex();
            int at = in.readerIndex();
            runFrom = at;
            while (at < end && !over) {
                at = header.complete() ? payload(in, at, at, end) : header(in, at, end);
            }
            passRun(in, at, inside());
        } finally {
            in.release();
        }
    }

    /** Frees what was gathered; whatever is read from now on is dropped. */
    void close() {
        over = true;
        gathering.release();
    }

    private boolean inside() {
        return header.complete() && headerPassed && done < header.payloadLength();
    }

    private int header(ByteBuf in, int from, int end) {
        boolean cut = header.started();
        int at = header.read(in, from, end);
        runFrom = cut ? at : runFrom;
        RelayError fault = header.complete() ? begin() : null;
        if (header.complete() && fault == null) {
            return payload(in, cut ? at : from, at, end);
        }
        leaveOut(in, from, at);
        if (fault != null) {
            fail(fault);
        }
        return at;
    }

    /** Takes over a complete header; returns what is wrong with it, or null. */
    private RelayError begin() {
        done = 0;
        headerPassed = false;
        if (!header.valid(masked)) {
            return RelayError.PROTOCOL_ERROR;
        }
        if (header.control()) {
            return null;
        }
        boolean first = header.opcode() != FrameHeader.CONTINUATION;
        if (first == (messageOpcode != FrameHeader.CONTINUATION)) {
            return RelayError.PROTOCOL_ERROR;
        }
        if (first) {
            messageOpcode = header.opcode();
            messageBytes = 0;
            handling = Handling.ASKING;
        }
        boolean fits = header.payloadLength() <= maxMessageBytes - messageBytes;
        messageBytes += header.payloadLength();
        return fits ? null : RelayError.MESSAGE_TOO_LARGE;
    }

    private void fail(RelayError fault) {
        close();
        receiver.fault(fault);
    }

    /** Handles what this read has of the current frame; {@code frameFrom < at} where its header lies before it. */
    private int payload(ByteBuf in, int frameFrom, int at, int end) {
        int length = (int) Math.min(header.payloadLength() - done, end - at);
        if (header.control()) {
            in.getBytes(at, control, (int) done, length);
            leaveOut(in, frameFrom, at + length);
        } else if (handling != Handling.ASKING || settle(in, frameFrom, at, length)) {
            piece(in, frameFrom, at, length);
        }
        done += length;
        if (done == header.payloadLength()) {
            frameEnds();
        }
        return at + length;
    }

    /** Decides on a new message by its first bytes; false where nothing is left to do with them. */
    private boolean settle(ByteBuf in, int frameFrom, int at, int length) {
        if (length == 0 && header.payloadLength() > 0) {
            leaveOut(in, frameFrom, at);
            return false;
        }
        boolean wanted = wants(in, at, Math.min(length, PEEK_BYTES));
        handling = wanted ? Handling.GATHERING : Handling.PASSING;
        boolean whole = header.fin() && length == messageBytes;
        return !(wanted && whole && showInPlace(in, frameFrom, at, length));
    }

    private boolean wants(ByteBuf in, int at, int length) {
        unmask(in, at, length);
        boolean wanted = receiver.wants(messageOpcode, in, at, length);
        unmask(in, at, length);
        return wanted;
    }

    /** Shows a message that lies in this read; false where the receiver leaves it in the stream. */
    private boolean showInPlace(ByteBuf in, int frameFrom, int at, int length) {
        unmask(in, at, length);
        boolean taken = receiver.inspect(messageOpcode, in, at, length);
        handling = Handling.PASSING;
        if (taken) {
            leaveOut(in, frameFrom, at + length);
            receiver.take(taken(in, frameFrom, at + length), at - frameFrom, messageOpcode);
        } else {
            unmask(in, at, length);
        }
        return taken;
    }

    /** The last of a read has the memory behind it, which is nobody else's. */
    private static ByteBuf taken(ByteBuf in, int from, int to) {
        int end = to == in.writerIndex() ? in.capacity() : to;
        return in.retainedSlice(from, end - from).writerIndex(to - from);
    }

    private void piece(ByteBuf in, int frameFrom, int at, int length) {
        if (handling == Handling.GATHERING) {
            gathering.add(in, at, length, header, done);
            leaveOut(in, frameFrom, at + length);
            return;
        }
        if (!headerPassed) {
            passHeader(in, frameFrom, at);
        }
        if (remask != null) {
            FrameMask.apply(in, at, length, header.mask() ^ maskOut, done);
        }
    }

    private void passHeader(ByteBuf in, int frameFrom, int at) {
        headerPassed = true;
        maskOut = nextMask();
        if (frameFrom == at) {
            receiver.pass(header.copy(allocator, maskOut), header.payloadLength() > 0);
        } else if (remask != null) {
            in.setInt(at - FrameHeader.MASK_BYTES, maskOut);
        }
    }

    private void frameEnds() {
        if (header.control()) {
            control((int) done);
        } else if (!header.fin() && done == 0) {
            receiver.idleFrame();
        } else if (header.fin()) {
            boolean gathers = handling == Handling.GATHERING;
            if (gathers) {
                showGathered();
            }
            receiver.message(gathers);
            messageOpcode = FrameHeader.CONTINUATION;
        }
        header.clear();
    }

    private void showGathered() {
        if (receiver.inspect(messageOpcode, gathering.message(), Gathering.HEADROOM, gathering.length())) {
            receiver.take(gathering.take(), Gathering.HEADROOM, messageOpcode);
        } else {
            receiver.pass(gathering.takeFrame(messageOpcode, masked, nextMask()), false);
        }
    }

    private int nextMask() {
        return remask == null ? header.mask() : remask.next();
    }

    private void control(int length) {
        for (int i = 0; masked && i < length; i++) {
            control[i] ^= (byte) (header.mask() >>> 24 - 8 * (i & 3));
        }
        if (header.opcode() == FrameHeader.CLOSE) {
            closed(Closing.parse(control, length));
            return;
        }
        if (header.opcode() == FrameHeader.PING) {
            receiver.ping(control, length);
        }
        receiver.idleFrame(); // a pong, too: nobody here asked
    }

    private void closed(Closing closing) {
        if (closing == null) {
            fail(RelayError.PROTOCOL_ERROR);
        } else {
            close();
            receiver.closed(closing);
        }
    }

    private void unmask(ByteBuf in, int at, int length) {
        if (masked) {
            FrameMask.apply(in, at, length, header.mask(), 0);
        }
    }

    /** Passes what came before and skips a piece that does not go on as it came. */
    private void leaveOut(ByteBuf in, int from, int to) {
        passRun(in, from, false);
        runFrom = to;
    }

    private void passRun(ByteBuf in, int to, boolean inside) {
        if (runFrom < to) {
            boolean all = runFrom == in.readerIndex() && to == in.writerIndex();
            receiver.pass(all ? in.retain() : in.retainedSlice(runFrom, to - runFrom), inside);
            runFrom = to;
        }
    }
}
