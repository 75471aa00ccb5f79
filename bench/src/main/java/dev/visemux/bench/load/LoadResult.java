// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param measured  by the clients, in the measured time
 * @param heard     by the vendors in that time; null where they are not ours
 * @param middle    what stands between has cost, then the clients, then the vendors
 * @param heapBytes of what stands between after a garbage collection; 0 where it is no JVM of this machine
 * @param whole     by the clients, from the first session to the end of the last
 * @param all       by the vendors, likewise
 * @param left      sessions that did not end when they were told to
 */
record LoadResult(LoadPlan plan, Between between, ClientTally measured, VendorReport heard, Expense middle,
        Expense clients, Expense vendors, long heapBytes, ClientTally whole, VendorReport all, int left) {

    /** Both ways. */
    long messages() {
        return measured.receivedMeasured + (heard == null ? measured.sentMeasured : heard.heardMeasured());
    }

    double decorated() {
        return (double) measured.decoratedMeasured / Math.max(1, measured.audioMeasured);
    }

    /** To megabytes to the clients a second of a core. */
    double megabytesPerCpuSecond() {
        return middle.cpuNanos() == 0 ? 0 : measured.bytesMeasured / 1e6 / (middle.cpuNanos() / 1e9);
    }

    /** Latencies from the planned moment and lateness of the writers, by a name for humans. */
    Map<String, Histogram> histograms() {
        Map<String, Histogram> all = new LinkedHashMap<>();
        all.put("agent audio", measured.audioNanos);
        all.put("other to the client", measured.otherNanos);
        if (heard != null) {
            all.put("to the vendor", VendorReport.unpacked(heard.upward()));
            all.put("late: vendors", VendorReport.unpacked(heard.lateness()));
        }
        all.put("late: clients", measured.lateness);
        all.put("opening a session", whole.opening);
        return all;
    }

    Faults faults() {
        Faults sum = new Faults();
        sum.add(whole.faults);
        if (all != null) {
            sum.add(all.faults());
        }
        return sum;
    }

    boolean isStranger() {
        return whole.unstamped > 0;
    }

    /** Why it is not as it should be; empty where it is. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (faults().sum() > 0) {
            complaints.add("messages: " + faults());
        }
        whole.failures.forEach((reason, count) -> complaints.add(count + " sessions: " + reason));
        if (left > 0) {
            complaints.add(left + " sessions did not end");
        }
        if (whole.received == 0) {
            complaints.add("no message came");
        }
        return complaints;
    }

    /** What this run cannot say, and why. */
    List<String> unmeasured() {
        List<String> all = new ArrayList<>();
        if (isStranger()) {
            all.add("latency, loss, duplicates, reordering, corruption, decoration: the vendor behind it is not ours"
                    + " (see --upstream-port)");
        }
        if (heard == null) {
            all.add("what reaches the vendor, and when: the vendor is not ours");
        }
        if (between.pids().isEmpty() && !between.name().equals("direct")) {
            all.add("CPU and memory of the relay: it was not started by this command (see --pid)");
        }
        return all;
    }
}
