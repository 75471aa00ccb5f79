// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MpscLinkedQueue;

/** The lanes of all links of one worker. Links are added by any thread; everything else is the worker's. */
final class Lanes {
    private final DspWorker worker;
    private final MpscLinkedQueue<Wires> arrivals = new MpscLinkedQueue<>();
    /** A link has the same place in both. */
    private final List<LaneReader> live = new ArrayList<>();
    private final List<LaneReader> recorded = new ArrayList<>();
    private int first;

    Lanes(DspWorker worker) {
        this.worker = worker;
    }

    // Any thread.

    void add(Wires wires) {
        arrivals.offer(wires);
    }

    // The worker thread.

    /** Takes new links in and lets closed ones go; returns how many. */
    int update() {
        int changes = 0;
        for (Wires wires = arrivals.relaxedPoll(); wires != null; wires = arrivals.relaxedPoll()) {
            live.add(new LaneReader(wires, wires.live(), true, worker));
            recorded.add(new LaneReader(wires, wires.recorded(), false, worker));
            changes++;
        }
        for (int i = live.size() - 1; i >= 0; i--) {
            if (wires(i).link().isClosed()) {
                live.remove(i).closeAll();
                recorded.remove(i).closeAll();
                changes++;
            }
        }
        return changes;
    }

    /** Reads what can be taken now, live before recorded; returns the number of records. */
    int read() {
        first++;
        int records = read(live) + read(recorded);
        for (int i = 0; i < live.size(); i++) {
            // Who was refused hears that there is room: something was read, or nothing was there.
            if ((records > 0 || !wires(i).hasRecords()) && wires(i).takeRoomWish()) {
                wires(i).link().callOwner();
            }
        }
        return records;
    }

    /** Each time another link is the first. */
    private int read(List<LaneReader> lanes) {
        int records = 0;
        int count = lanes.size();
        for (int i = 0; i < count; i++) {
            records += lanes.get((first + i & Integer.MAX_VALUE) % count).read();
        }
        return records;
    }

    boolean hasWork() {
        boolean found = !arrivals.isEmpty();
        for (int i = 0; i < live.size(); i++) {
            found |= wires(i).hasWork();
        }
        return found;
    }

    /** Every stream ends here, without visemes. */
    void failAll() {
        live.forEach(LaneReader::failAll);
        recorded.forEach(LaneReader::failAll);
    }

    private Wires wires(int index) {
        return live.get(index).wires();
    }
}
