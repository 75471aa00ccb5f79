// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import java.util.ArrayList;
import java.util.List;

/** A worker's way back to the owners: sends what is decided, keeps what a ring refuses, wakes. Worker thread only. */
final class Publisher {
    private final DspCounters counters;
    private final List<Analysis> refused = new ArrayList<>();

    Publisher(DspCounters counters) {
        this.counters = counters;
    }

    /** Sends what {@code analysis} has decided; its owner is not woken yet. */
    void publish(Analysis analysis) {
        if (!send(analysis)) {
            publishNext(analysis);
        }
    }

    /** Leaves it to the next {@link #retry}, for who is in the middle of reading lanes. */
    void publishNext(Analysis analysis) {
        if (analysis.refuse()) {
            refused.add(analysis);
        }
    }

    /** Tries again; returns how many streams got all on its way. */
    int retry() {
        int sent = 0;
        for (int i = refused.size() - 1; i >= 0; i--) {
            Analysis analysis = refused.get(i);
            if (send(analysis)) {
                refused.remove(i);
                analysis.accept();
                analysis.home().wires().link().callOwner();
                sent++;
            }
        }
        return sent;
    }

    boolean hasRefused() {
        return !refused.isEmpty();
    }

    private boolean send(Analysis analysis) {
        Outbox outbox = analysis.outbox();
        int before = outbox.count();
        outbox.flush(analysis.home().wires().back());
        counters.add(Counter.HOPS, before - outbox.count());
        if (!outbox.isEmpty()) {
            counters.add(Counter.BACK_FULL, 1);
            return false;
        }
        if (analysis.isOver()) {
            analysis.home().forget(analysis);
        } else {
            analysis.inference().enqueue(analysis);
        }
        return true;
    }
}
