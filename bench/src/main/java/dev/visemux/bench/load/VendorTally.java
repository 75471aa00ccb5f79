// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import org.HdrHistogram.Histogram;

/** What the vendors' side has seen: all of it, and the part that is measured. Written by its event loop. */
final class VendorTally {
    final Faults faults = new Faults();
    long sessions;
    long open;
    long heard;
    long said;
    long heardMeasured;
    /** From when a client's message was due until it was here; ns. */
    Histogram upward = new Histogram(3);
    /** From when a message of ours was due until it was written; ns. */
    Histogram lateness = new Histogram(3);

    void measure() {
        heardMeasured = 0;
        upward.reset();
        lateness.reset();
    }
}
