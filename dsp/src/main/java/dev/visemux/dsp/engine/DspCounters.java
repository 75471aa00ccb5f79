// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What workers count. One thread writes an instance, plainly; any thread reads it. */
public final class DspCounters {
    private final AtomicLongArray values = new AtomicLongArray(Counter.values().length);

    DspCounters() {}

    static DspCounters sum(List<DspCounters> parts) {
        DspCounters sum = new DspCounters();
        for (Counter counter : Counter.values()) {
            parts.forEach(part -> sum.add(counter, part.value(counter)));
        }
        return sum;
    }

    public long value(Counter counter) {
        return values.get(counter.ordinal());
    }

    void add(Counter counter, long amount) {
        values.lazySet(counter.ordinal(), values.getPlain(counter.ordinal()) + amount);
    }

    /** Every counter with the sentence that explains it. */
    public enum Counter {
        STREAMS("Streams opened"),
        RECORDS("Records of PCM taken from the rings"),
        GAPS("Restarts of a stream's context because audio was lost"),
        BATCHES("Calls of a network"),
        SEGMENTS("Segments in those calls"),
        PADDING("Segments that only filled a call up to its shape"),
        HOPS("Hops published, one viseme each"),
        BACK_FULL("Publications that found the ring back full and were kept"),
        FAULTS("Faults of a worker or its network"),
        FAILED_STREAMS("Streams that such a fault ended"),
        RESTARTS("Workers that stood still or ended, and were replaced");

        private final String sentence;

        Counter(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}
