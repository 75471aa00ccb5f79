// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspStream;
import io.netty.buffer.ByteBuf;

/** A place in a session's queue: bytes that pass, or a whole message that gets visemes. Reused; event loop only. */
final class Held {
    /** What is known of the visemes. */
    enum Kind {
        /** No message of ours: bytes as they came. */
        BYTES,
        /** Audio whose visemes its stream publishes. */
        AUDIO,
        /** Audio after an interruption. */
        LATE,
        /** The end of a turn: the mouth closes. */
        END
    }

    Kind kind;
    ByteBuf bytes;
    /** The bytes end within a frame. */
    boolean inside;
    /** Memory that is counted for it. */
    int charge;
    /** Messages that end in it, and when their end was read. */
    int messages;
    long readNanos;

    // A message.
    Turn turn;
    int opcode;
    /** In {@link #bytes}: what is before has room for a header. */
    int payloadAt;
    /** In the payload. */
    int spliceAt;
    long eventId;
    long startMillis;
    long durationMillis;

    // Audio.
    DspStream stream;
    long firstHop;
    long endHop;
    /** Of its first committed sample, on its stream's clock. */
    long firstMillis;
    /** Behind the audio the mouth is closed; where it is late, before it. */
    boolean closesMouth;

    boolean known() {
        return kind != Kind.AUDIO || firstHop == endHop || stream.track().published() >= endHop;
    }

    /** Not even what came before it is known: its worker has not caught up. */
    boolean behind() {
        return stream.track().published() < firstHop;
    }

    /** Its worker failed: nothing will be published any more. */
    boolean lost() {
        return kind == Kind.AUDIO && stream.stale();
    }

    void clear() {
        bytes = null;
        turn = null;
        stream = null;
        closesMouth = false;
    }
}
