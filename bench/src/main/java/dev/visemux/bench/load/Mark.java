// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

/**
 * What makes one message of a template.
 *
 * @param session   the sender's
 * @param sequence  the message's number in it, from 0
 * @param dueNanos  when it shall be sent
 * @param turn      of the vendor, at least 1,000,000,000 so that every number has ten digits
 * @param eventBase events of the session's earlier turns
 */
record Mark(Kind kind, int session, int sequence, long dueNanos, int turn, int eventBase) {
    /** A client's: neither turns nor events. */
    Mark(Kind kind, int session, int sequence, long dueNanos) {
        this(kind, session, sequence, dueNanos, 0, 0);
    }
}
