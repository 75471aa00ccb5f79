// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.MpscLinkedQueue;

/** The lanes of all links of one worker. Links are added by any thread; everything else is the worker's. */
final class Lanes {
    private final DspWorker worker;
    private final MpscLinkedQueue<DspLink> newLinks = new MpscLinkedQueue<>();
    private final AtomicInteger links = new AtomicInteger();
    /** A link has the same place in both. */
    private final List<LaneReader> live = new ArrayList<>();
    private final List<LaneReader> recorded = new ArrayList<>();
    private int first;

    Lanes(DspWorker worker) {
        this.worker = worker;
    }

    // Any thread.

    void add(DspLink link) {
        links.incrementAndGet();
        newLinks.offer(link);
    }

    int links() {
        return links.get();
    }

    // The worker thread.

    /** Takes new links in and lets closed ones go; returns how many. */
    int update() {
        int changes = 0;
        for (DspLink link = newLinks.relaxedPoll(); link != null; link = newLinks.relaxedPoll()) {
            live.add(new LaneReader(link, link.live(), true, worker));
            recorded.add(new LaneReader(link, link.recorded(), false, worker));
            changes++;
        }
        for (int i = live.size() - 1; i >= 0; i--) {
            if (link(i).isClosed()) {
                live.remove(i).closeAll();
                recorded.remove(i).closeAll();
                links.decrementAndGet();
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
            if ((records > 0 || !hasRecords(i)) && link(i).takeRoomWish()) {
                link(i).callOwner();
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
        boolean found = !newLinks.isEmpty();
        for (int i = 0; i < live.size(); i++) {
            found |= hasRecords(i) || link(i).hasRoomWish() || link(i).isClosed();
        }
        return found;
    }

    /** Every stream ends here, without visemes. */
    void failAll() {
        live.forEach(LaneReader::failAll);
        recorded.forEach(LaneReader::failAll);
    }

    private DspLink link(int index) {
        return live.get(index).link();
    }

    private boolean hasRecords(int index) {
        return live.get(index).hasRecords() || recorded.get(index).hasRecords();
    }
}
