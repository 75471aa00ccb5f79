// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.JsonEscapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Stop 6: takes the audio out of the agent's messages, base64 decoded straight into the ring, and keeps each turn's two
 * clocks. A message is committed whole or, as far as lips are concerned, lost. Event loop only. It owns the turns; it
 * never changes a message and never waits.
 */
final class AudioTap {
    /** Decodes to the most that a record holds behind a carried byte, in whole samples and whole groups of four. */
    private static final int CHUNK_CHARS = (DspStream.MAX_RECORD_BYTES - 1) / 6 * 8;
    /** What a record may lose in the ring beyond its bytes. */
    private static final int RECORD_LOSS_BYTES = 32;

    private final Kernels kernels = Kernels.best();
    private final LoopShare share;
    private final Splicer splicer;
    private final ByteBufAllocator allocator;
    private final Metrics metrics;
    private final String model;
    private final Runnable onProgress;
    private final Turns turns;
    private long audioMessages;

    /** {@code model}: names the visemes; {@code onProgress}: some are published. */
    AudioTap(LoopShare share, Splicer splicer, ByteBufAllocator allocator, Metrics metrics, String model,
            int maxStreams, Runnable onProgress) {
        this.share = share;
        this.splicer = splicer;
        this.allocator = allocator;
        this.metrics = metrics;
        this.model = model;
        this.onProgress = onProgress;
        turns = new Turns(maxStreams);
    }

    /** Hears a message that begins at {@code from}; returns its place in the queue, or null where it just passes. */
    Held hear(AgentFrame found, ByteBuf in, int from) {
        Held held = switch (found.kind()) {
            case OTHER -> null;
            case AUDIO -> audio(found, in, from);
            case TURN_END -> turnEnd(found);
            case RESPONSE_END -> {
                turns.responseEnds(found.response(), found.late());
                yield null;
            }
        };
        if (held != null) {
            held.eventId = found.eventId() < 0 ? audioMessages : found.eventId();
            held.spliceAt = found.spliceAt();
        }
        return held;
    }

    void close() {
        turns.close();
    }

    private Held turnEnd(AgentFrame found) {
        Turn turn = turns.find(found.turn());
        if (turn == null) {
            return null; // never heard, or never analysed: no mouth is open
        }
        Held held = splicer.place(Held.Kind.END, turn);
        held.startMillis = turn.heardMillis();
        held.durationMillis = 0;
        turn.end();
        return held;
    }

    private Held audio(AgentFrame found, ByteBuf in, int from) {
        audioMessages++;
        metrics.count(Counter.AUDIO_MESSAGES);
        Turn turn = found.format() == null ? null : turns.of(found);
        if (turn == null) {
            metrics.count(found.format() == null ? Counter.UNDECORATED_UNKNOWN_FORMAT : Counter.UNDECORATED_STREAMS);
            return null;
        }
        Held held = splicer.place(found.late() ? Held.Kind.LATE : Held.Kind.AUDIO, turn);
        held.startMillis = turn.heardMillis();
        Counter fault = found.late() ? late(held, found, in, from) : tap(held, found, in, from);
        held.durationMillis = turn.heardMillis() - held.startMillis;
        if (fault == null) {
            return held;
        }
        turn.missed();
        metrics.count(fault);
        splicer.giveBack(held);
        return null;
    }

    private Counter late(Held held, AgentFrame found, ByteBuf in, int from) {
        held.turn.interrupt();
        held.closesMouth = held.turn.tellLate();
        return hear(held.turn, found, in, from, false);
    }

    /** Returns what keeps the message from being analysed, or null. */
    private Counter tap(Held held, AgentFrame found, ByteBuf in, int from) {
        Turn turn = held.turn;
        Counter refusal = admit(turn, found);
        if (refusal != null) {
            hear(turn, found, in, from, false);
            return refusal;
        }
        held.stream = turn.stream();
        held.firstHop = held.stream.committedHops();
        held.firstMillis = turn.format().millis(held.stream.committedSamples());
        Counter fault = hear(turn, found, in, from, true);
        held.endHop = held.stream.committedHops();
        return fault;
    }

    /** Makes sure of a stream with room for the whole message. */
    private Counter admit(Turn turn, AgentFrame found) {
        if (turn.stream() == null || turn.stream().stale()) {
            try {
                turn.stream(share.link().open(turn.format(), model, DspStream.Mode.LIVE, onProgress));
            } catch (IllegalArgumentException e) {
                return Counter.UNDECORATED_ENGINE; // the token names a model that this relay does not have
            }
        }
        long bytes = 0;
        for (int i = 0; i < found.spans(); i++) {
            int records = found.spanLength(i) / CHUNK_CHARS + 1;
            bytes += found.spanLength(i) / 4 * 3 + records * RECORD_LOSS_BYTES;
        }
        return bytes <= Integer.MAX_VALUE && turn.stream().admits((int) bytes) ? null : Counter.UNDECORATED_RING_FULL;
    }

    /** Counts a message's samples as heard and, where it {@code commits}, hands them to the turn's stream. */
    private Counter hear(Turn turn, AgentFrame found, ByteBuf in, int from, boolean commits) {
        Counter fault = null;
        for (int i = 0; i < found.spans(); i++) {
            int at = from + found.spanFrom(i);
            boolean last = i == found.spans() - 1;
            boolean committing = commits && fault == null;
            Counter now = found.spanCoding(i) == Coding.ESCAPED_BASE64
                    ? hearEscaped(turn, in, at, found.spanLength(i), last, committing)
                    : hear(turn, in, at, found.spanLength(i), last, committing);
            fault = fault == null ? now : fault;
        }
        return fault;
    }

    private Counter hearEscaped(Turn turn, ByteBuf in, int at, int length, boolean last, boolean commits) {
        ByteBuf plain = JsonEscapes.resolve(in, at, length, allocator);
        try {
            return hear(turn, plain, 0, plain.readableBytes(), last, commits);
        } finally {
            plain.release();
        }
    }

    private Counter hear(Turn turn, ByteBuf base64, int at, int chars, boolean last, boolean commits) {
        Counter fault = commits ? commit(turn, base64.memoryAddress() + at, chars, last) : null;
        turn.hear(decodedBytes(base64, at + chars, chars));
        return fault;
    }

    private static int decodedBytes(ByteBuf base64, int end, int chars) {
        int padding = 0;
        while (padding < 2 && padding < chars && base64.getByte(end - 1 - padding) == '=') {
            padding++;
        }
        return Math.max(0, chars / 4 * 3 - padding);
    }

    private Counter commit(Turn turn, long base64, int chars, boolean last) {
        // Even an empty piece may be the one that ends the frame.
        for (int at = 0; at == 0 || at < chars; at += CHUNK_CHARS) {
            int length = Math.min(CHUNK_CHARS, chars - at);
            boolean ends = at + length == chars;
            Counter fault = record(turn, base64 + at, length, ends, last && ends);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private Counter record(Turn turn, long base64, int chars, boolean padded, boolean endOfFrame) {
        DspStream stream = turn.stream();
        int index = stream.claim(chars / 4 * 3 + 1);
        if (index < 0) {
            return Counter.UNDECORATED_RING_FULL;
        }
        int carried = turn.takeCarry(stream.buffer(), index);
        int decoded = kernels.decodeBase64(base64, chars, stream.buffer().addressOffset() + index + carried);
        if (decoded < 0 || !padded && decoded < chars / 4 * 3) {
            stream.abort(index);
            return Counter.UNDECORATED_INVALID_AUDIO;
        }
        stream.commit(index, turn.wholeSamples(stream.buffer(), index, carried + decoded), endOfFrame);
        return null;
    }
}
