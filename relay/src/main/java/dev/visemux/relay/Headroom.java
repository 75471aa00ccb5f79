// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is memory for one more session: in the heap what the last collection left, and the direct memory that
 * buffers are in. Asked at each upgrade; any thread. A look costs nothing until the heap, garbage included, is as full.
 */
final class Headroom {
    private static final Logger log = LoggerFactory.getLogger(Headroom.class);
    private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    private final long maxHeapBytes;
    private final long maxDirectBytes;
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - COLLECT_NANOS);

    /** {@code percent}: of either memory; above there is none. */
    Headroom(int percent) {
        maxHeapBytes = Runtime.getRuntime().maxMemory() / 100 * percent;
        maxDirectBytes = maxDirectBytes() / 100 * percent;
    }

    boolean isGone() {
        boolean heapGone = heapBytes() > maxHeapBytes && keptHeapBytes() > maxHeapBytes;
        boolean gone = heapGone || directBytes() > maxDirectBytes;
        if (gone) {
            tell();
        }
        return gone;
    }

    /** Where nobody is let in, little is allocated, and no collection would find out that there is room again. */
    private void tell() {
        long told = toldNanos.get();
        long now = System.nanoTime();
        if (now - told >= COLLECT_NANOS && toldNanos.compareAndSet(told, now)) {
            log.warn("no memory for new sessions: heap {} of {} MiB after its last collection, buffers {} of {} MiB",
                    keptHeapBytes() >> 20, Runtime.getRuntime().maxMemory() >> 20, directBytes() >> 20, maxDirectBytes() >> 20);
            Thread.ofVirtual().start(System::gc);
        }
    }

    private static long heapBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Null before a pool's first collection. */
    private long keptHeapBytes() {
        return heap.stream().map(MemoryPoolMXBean::getCollectionUsage).filter(Objects::nonNull)
                .mapToLong(usage -> usage.getUsed()).sum();
    }

    /** In the buffers of both legs and of the HTTP side; the memory that a pool keeps for the next ones is not in it. */
    static long directBytes() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    /** The memory of Netty's pools. */
    static long reservedDirectBytes() {
        return PlatformDependent.usedDirectMemory();
    }

    static long maxDirectBytes() {
        return PlatformDependent.maxDirectMemory();
    }
}
