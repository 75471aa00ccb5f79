// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.provider.AgentFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Stop 6: takes the audio out of the agent's messages, straight into the ring, and keeps each turn's two clocks. A
 * message is committed whole or, as far as lips are concerned, lost. Event loop only. It owns the turns; it never
 * changes a message and never waits.
 */
final class AudioTap {
    private final AudioDecoder decoder;
    private final LoopShare share;
    private final Splicer splicer;
    private final SessionCounts counts;
    private final Tally tally;
    private final String model;
    private final Runnable onProgress;
    private final Turns turns;
    /** The clock of audio for which there is no turn left. */
    private final Turn crowd;
    private long audioMessages;

    /** {@code onProgress}: visemes are published. */
    AudioTap(LoopShare share, Splicer splicer, ByteBufAllocator allocator, SessionCounts counts, SessionTrace trace,
            Tally tally, Lips lips, int maxStreams, Runnable onProgress) {
        this.share = share;
        this.splicer = splicer;
        decoder = new AudioDecoder(allocator);
        this.counts = counts;
        this.tally = tally;
        this.model = lips.model();
        this.onProgress = onProgress;
        turns = new Turns(maxStreams, lips.options(), trace);
        crowd = new Turn(lips.options(), SessionTrace.OFF);
    }

    /** Hears a message that begins at {@code from}; returns its place in the queue, or null where it just passes. */
    Held hear(AgentFrame found, ByteBuf in, int from) {
        Held held = switch (found.kind()) {
            case OTHER -> null;
            case AUDIO -> {
                Held heard = audio(found, in, from);
                if (found.ends()) {
                    turns.end(found.turn());
                }
                yield heard;
            }
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
            return null; // never heard: no mouth is open
        }
        Held held = turn.speaks() && !turn.open() ? null : splicer.place(Held.Kind.END, turn);
        if (held != null) {
            held.startMillis = turn.heardMillis();
            held.durationMillis = 0;
            held.closesMouth = true;
        }
        turn.end();
        return held;
    }

    private Held audio(AgentFrame found, ByteBuf in, int from) {
        audioMessages++;
        counts.count(Counter.AUDIO_MESSAGES);
        Turn turn = found.format() == null ? null : turns.of(found);
        if (turn == null) {
            pass(found, in, from);
            return null;
        }
        Held held = splicer.place(found.late() ? Held.Kind.LATE : Held.Kind.AUDIO, turn);
        held.startMillis = turn.heardMillis();
        Counter fault = found.late() ? late(held, found, in, from) : tap(held, found, in, from);
        held.durationMillis = turn.heardMillis() - held.startMillis;
        heard(held.durationMillis);
        if (fault != null) {
            turn.missed();
            counts.count(fault);
            splicer.giveBack(held);
        }
        return fault == null ? held : null;
    }

    /** Audio that is forwarded, and counted where its format tells how long it is. */
    private void pass(AgentFrame found, ByteBuf in, int from) {
        counts.count(found.format() == null ? Counter.UNDECORATED_UNKNOWN_FORMAT : Counter.UNDECORATED_STREAMS);
        if (found.format() == null) {
            return;
        }
        if (!found.format().equals(crowd.format())) {
            crowd.begin(0, 0, found.format());
        }
        long before = crowd.heardMillis();
        decoder.hear(crowd, found, in, from, false);
        heard(crowd.heardMillis() - before);
    }

    private void heard(long millis) {
        tally.audio(millis);
        counts.add(Counter.AUDIO_MILLIS, millis);
    }

    private Counter late(Held held, AgentFrame found, ByteBuf in, int from) {
        held.turn.interrupt();
        held.closesMouth = held.turn.tellLate();
        return decoder.hear(held.turn, found, in, from, false);
    }

    /** Returns what keeps the message from being analysed, or null. */
    private Counter tap(Held held, AgentFrame found, ByteBuf in, int from) {
        Turn turn = held.turn;
        Counter refusal = turns.admits(turn) ? admit(turn, found) : Counter.UNDECORATED_STREAMS;
        if (refusal != null) {
            decoder.hear(turn, found, in, from, false);
            return refusal;
        }
        held.closesMouth = found.ends();
        held.stream = turn.stream();
        held.firstHop = held.stream.committedHops();
        held.firstMillis = turn.format().millis(held.stream.committedSamples());
        Counter fault = decoder.hear(turn, found, in, from, true);
        held.endHop = held.stream.committedHops();
        return fault;
    }

    /** Makes sure of a stream with room for the whole message. */
    private Counter admit(Turn turn, AgentFrame found) {
        if (turn.stream() == null || turn.stream().stale()) {
            if (!share.link().knows(model)) {
                return Counter.UNDECORATED_ENGINE; // the token names a model that this relay does not have
            }
            turn.stream(share.link().open(turn.format(), model, DspStream.Mode.LIVE, onProgress));
        }
        long bytes = AudioDecoder.ringBytes(found);
        return bytes <= Integer.MAX_VALUE && turn.stream().admits((int) bytes) ? null : Counter.UNDECORATED_RING_FULL;
    }
}
