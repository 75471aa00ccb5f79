// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the clients have seen: all of it, and the part that is measured. Written by one event loop. */
final class ClientTally {
    final Faults faults = new Faults();
    /** Why sessions did not open, or ended otherwise than they were to, and how often. */
    final Map<String, Long> failures = new TreeMap<>();
    /** How the others ended. */
    final Map<Churn.End, Long> ends = new TreeMap<>();
    long started;
    long open;
    long interruptions;
    long audio;
    long decorated;
    long received;
    long sent;
    /** From vendors that are not ours. */
    long unstamped;
    long audioMeasured;
    long decoratedMeasured;
    long receivedMeasured;
    long bytesMeasured;
    long sentMeasured;
    /** Agent audio, and all else, from when it was due until it was here; ns. */
    final Histogram audioNanos = new Histogram(3);
    final Histogram otherNanos = new Histogram(3);
    /** From when a message of ours was due until it was written; ns. */
    final Histogram lateness = new Histogram(3);
    /** From the wish for a URL to the vendor's first message; ns. */
    final Histogram opening = new Histogram(3);

    void measure() {
        audioMeasured = 0;
        decoratedMeasured = 0;
        receivedMeasured = 0;
        bytesMeasured = 0;
        sentMeasured = 0;
        audioNanos.reset();
        otherNanos.reset();
        lateness.reset();
    }

    /** Numbers in a reason would make each one unlike the others. */
    void fail(String reason) {
        failures.merge(reason.replaceAll("\\d{5,}", "N"), 1L, Long::sum);
    }

    long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    void add(ClientTally other) {
        faults.add(other.faults);
        other.failures.forEach((reason, count) -> failures.merge(reason, count, Long::sum));
        other.ends.forEach((end, count) -> ends.merge(end, count, Long::sum));
        started += other.started;
        open += other.open;
        interruptions += other.interruptions;
        audio += other.audio;
        decorated += other.decorated;
        received += other.received;
        sent += other.sent;
        unstamped += other.unstamped;
        audioMeasured += other.audioMeasured;
        decoratedMeasured += other.decoratedMeasured;
        receivedMeasured += other.receivedMeasured;
        bytesMeasured += other.bytesMeasured;
        sentMeasured += other.sentMeasured;
        audioNanos.add(other.audioNanos);
        otherNanos.add(other.otherNanos);
        lateness.add(other.lateness);
        opening.add(other.opening);
    }
}
