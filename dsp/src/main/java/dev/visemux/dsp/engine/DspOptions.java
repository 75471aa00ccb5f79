// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/**
 * How much machine the engine takes.
 *
 * @param workers     threads that analyse; 0 = one for every two cores
 * @param pin         whether a worker keeps to one core
 * @param ringBytes   live audio between one owner and one worker; a power of two. Recorded audio gets an eighth more
 * @param streamBytes share of one stream in it
 * @param steady      networks are called in one shape only, so that live streams too get the same bits whatever runs
 *                    beside; recorded ones always do. Dearer for few streams
 * @param stallMillis a worker that stands still so long in the middle of its work is replaced
 * @param warmUp      run every kernel and batch shape hot before start() returns; off only where time is not measured
 */
public record DspOptions(int workers, Pin pin, int ringBytes, int streamBytes, boolean steady, long stallMillis, boolean warmUp) {
    private static final int MIN_RING_BYTES = 1 << 20;
    private static final int MAX_RING_BYTES = 1 << 30;
    private static final long STALL_MILLIS = 5_000;

    public DspOptions {
        require(workers >= 0, "workers is negative");
        require(Integer.bitCount(ringBytes) == 1 && ringBytes >= MIN_RING_BYTES && ringBytes <= MAX_RING_BYTES,
                "ring_bytes is not a power of two from 1 MiB to 1 GiB");
        require(streamBytes >= DspStream.MAX_RECORD_BYTES && streamBytes <= ringBytes,
                "stream_bytes is outside " + DspStream.MAX_RECORD_BYTES + " to ring_bytes");
        require(stallMillis > 0, "stall is not positive");
        if (workers == 0) {
            workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        }
    }

    /** For conversations: shapes fitted to what there is. */
    public DspOptions(int workers, Pin pin, int ringBytes, int streamBytes, boolean warmUp) {
        this(workers, pin, ringBytes, streamBytes, false, STALL_MILLIS, warmUp);
    }

    public static DspOptions defaults() {
        return new DspOptions(0, Pin.AUTO, 16 << 20, 2 << 20, true);
    }

    public DspOptions withWorkers(int workers) {
        return new DspOptions(workers, pin, ringBytes, streamBytes, steady, stallMillis, warmUp);
    }

    public DspOptions withSteadyShapes() {
        return new DspOptions(workers, pin, ringBytes, streamBytes, true, stallMillis, warmUp);
    }

    public DspOptions withoutWarmUp() {
        return new DspOptions(workers, pin, ringBytes, streamBytes, steady, stallMillis, false);
    }

    public DspOptions withStallMillis(long stallMillis) {
        return new DspOptions(workers, pin, ringBytes, streamBytes, steady, stallMillis, warmUp);
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException("dsp: " + fault);
        }
    }

    /** AUTO pins where the process may use four cores or more: with fewer, a pinned worker waits for its core. */
    public enum Pin { AUTO, ALWAYS, NEVER }
}
