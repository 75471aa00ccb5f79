// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cores this process may use, and keeping the calling thread to one of them (sched_setaffinity(2), Linux). Where
 * that cannot be done it says so once and the thread stays free.
 */
final class Cpu {
    private static final Logger LOG = LoggerFactory.getLogger(Cpu.class);
    private static final int MASK_BYTES = 128;
    private static final int CALLING_THREAD = 0;
    private static final int CORES_TO_PIN = 4;

    private Cpu() {}

    static boolean shouldPin(DspOptions.Pin pin) {
        return switch (pin) {
            case AUTO -> allowed().cardinality() >= CORES_TO_PIN;
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    /** The core of worker {@code index}: workers take cores from the top, the event loops have the others. */
    static int coreOf(int index) {
        int[] cores = allowed().stream().toArray();
        return cores.length == 0 ? -1 : cores[cores.length - 1 - index % cores.length];
    }

    /** Cores the calling thread may run on; empty where the system does not tell. */
    static BitSet allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES);
            return affinity("sched_getaffinity", mask) ? BitSet.valueOf(mask.asByteBuffer()) : new BitSet();
        }
    }

    /** Keeps the calling thread to {@code core}. */
    static boolean pin(int core) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES);
            if (core >= 0 && core < MASK_BYTES * Byte.SIZE) {
                mask.set(JAVA_BYTE, core / Byte.SIZE, (byte) (1 << core % Byte.SIZE));
            }
            boolean pinned = affinity("sched_setaffinity", mask);
            LOG.info("{} {} core {}", Thread.currentThread().getName(), pinned ? "keeps to" : "cannot keep to", core);
            return pinned;
        }
    }

    private static boolean affinity(String function, MemorySegment mask) {
        try {
            Linker linker = Linker.nativeLinker();
            return (int) linker.downcallHandle(linker.defaultLookup().find(function).orElseThrow(),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS))
                    .invokeExact(CALLING_THREAD, (long) MASK_BYTES, mask) == 0;
        } catch (Throwable e) {
            LOG.info("cores cannot be chosen here: {}", e.toString());
            return false;
        }
    }
}
