// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What workers count. One thread writes an instance, plainly; any thread reads it. */
public final class DspCounters {
    /** Streams of a batch: the largest number of each bucket. */
    private static final double[] BATCH_ENDS = {1, 2, 4, 8, 16, BatchShape.MAX_SEGMENTS};

    private final AtomicLongArray values = new AtomicLongArray(Counter.values().length);
    private final AtomicLongArray batches = new AtomicLongArray(BATCH_ENDS.length + 1);

    DspCounters() {}

    /** Nothing was counted. */
    public static DspCounters none() {
        return new DspCounters();
    }

    static DspCounters sum(List<DspCounters> parts) {
        DspCounters sum = new DspCounters();
        for (Counter counter : Counter.values()) {
            parts.forEach(part -> sum.add(counter, part.value(counter)));
        }
        for (int i = 0; i <= BATCH_ENDS.length; i++) {
            int bucket = i;
            parts.forEach(part -> sum.addBatch(bucket, part.batches.get(bucket)));
        }
        return sum;
    }

    public long value(Counter counter) {
        return values.get(counter.ordinal());
    }

    void add(Counter counter, long amount) {
        values.lazySet(counter.ordinal(), values.getPlain(counter.ordinal()) + amount);
    }

    /** A batch of so many streams, {@link BatchShape#MAX_SEGMENTS} at most. */
    void batch(int streams) {
        int bucket = 0;
        while (streams > BATCH_ENDS[bucket]) {
            bucket++;
        }
        addBatch(bucket, 1);
        addBatch(BATCH_ENDS.length, streams);
    }

    private void addBatch(int cell, long amount) {
        batches.lazySet(cell, batches.getPlain(cell) + amount);
    }

    /** The most streams of each bucket of {@link #batches}. */
    public static double[] batchEnds() {
        return BATCH_ENDS.clone();
    }

    /** Batches, by how many streams shared them. */
    public long[] batches() {
        long[] counts = new long[BATCH_ENDS.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = batches.get(i);
        }
        return counts;
    }

    /** Streams in all of them. */
    public long batchedStreams() {
        return batches.get(BATCH_ENDS.length);
    }

    /** Every counter with the sentence that explains it. */
    public enum Counter {
        STREAMS("Streams opened"),
        RECORDS("Records of PCM taken from the rings"),
        GAPS("Restarts of a stream's context because audio was lost"),
        BATCHES("Calls of a network"),
        SEGMENTS("Segments in the calls of networks"),
        PADDING("Segments that only filled a call up to its shape"),
        HOPS("Hops published, one viseme each"),
        BACK_FULL("Publications that found the ring back full and were kept"),
        FAULTS("Faults of a worker or its network"),
        FAILED_STREAMS("Streams that a fault of a worker or its network ended"),
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
