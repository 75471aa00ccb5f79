// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.ops.Timings.Kind;

/**
 * How long what one leg reads stays here: from the read that ends a message until the other leg's connection has it. The clock
 * is read once a read, once a burst and once for each message that waited. Event loop only.
 */
final class Stay {
    private final Kind kind;
    private final LoopShare share;
    private final Timings session;
    private long readNanos;
    /** Messages whose last bytes are still to pass. */
    private int ended;
    /** Messages of this read that went on at once. */
    private int passed;

    /** {@code kind}: of messages that wait for nothing; {@code session}: times of one session. */
    Stay(Kind kind, LoopShare share, Timings session) {
        this.kind = kind;
        this.share = share;
        this.session = session;
    }

    /** A read begins. */
    void reading() {
        settle();
        readNanos = share.clock().nowNanos();
    }

    /** A message has ended that goes on as it came, with the next bytes. */
    void ended() {
        ended++;
    }

    /** Bytes go on at once. */
    void passes() {
        passed += ended;
        ended = 0;
    }

    /** Bytes wait. */
    void waits(Held held) {
        held.messages = ended;
        ended = 0;
        begins(held);
    }

    /** A message waits that was taken out. */
    void begins(Held held) {
        held.readNanos = readNanos;
    }

    void leaves(Held held) {
        if (held.messages > 0) {
            boolean audio = held.kind == Held.Kind.AUDIO || held.kind == Held.Kind.LATE;
            record(audio ? Kind.AUDIO : kind, share.clock().nowNanos() - held.readNanos, held.messages);
        }
    }

    /** What was read has passed. */
    void settle() {
        if (passed > 0) {
            record(kind, share.clock().nowNanos() - readNanos, passed);
            passed = 0;
        }
    }

    private void record(Kind what, long nanos, int messages) {
        share.timings().record(what, nanos, messages);
        session.record(what, nanos, messages);
    }
}
