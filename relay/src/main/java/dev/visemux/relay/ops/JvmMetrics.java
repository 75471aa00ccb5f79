// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;

/** The few numbers of the JVM and its process that tell whether a relay is well; {@code process_*} as all exporters name them. */
final class JvmMetrics {
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double NANOS_PER_SECOND = 1e9;

    private JvmMetrics() {}

    static void addTo(MetricsText text) {
        Runtime runtime = Runtime.getRuntime();
        text.gauge("visemux_jvm_heap_used_bytes", "Java heap in use", () -> runtime.totalMemory() - runtime.freeMemory());
        text.gauge("visemux_jvm_heap_max_bytes", "Java heap at most", runtime::maxMemory);
        text.gauge("visemux_jvm_threads", "Live threads", ManagementFactory.getThreadMXBean()::getThreadCount);
        text.gauge("visemux_jvm_direct_buffers_bytes", "Memory of Java's own direct buffers, the rings included",
                JvmMetrics::directBytes);
        collector(text);
        process(text);
    }

    /** ZGC works beside the application in cycles; only its pauses stop anybody. */
    private static void collector(MetricsText text) {
        List<GarbageCollectorMXBean> pauses = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> !bean.getName().endsWith("Cycles")).toList();
        text.counter("visemux_jvm_gc_pauses", "Pauses for garbage collection",
                () -> sum(pauses, GarbageCollectorMXBean::getCollectionCount));
        text.counter("visemux_jvm_gc_pause_millis", "How long all pauses for garbage collection took",
                () -> sum(pauses, GarbageCollectorMXBean::getCollectionTime));
    }

    private static void process(MetricsText text) {
        text.gauge("process_start_time_seconds", "When the process began, in seconds since 1970",
                () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            text.counter("process_cpu_seconds", "CPU time of the process, in user and system mode",
                    () -> system.getProcessCpuTime() / NANOS_PER_SECOND);
            text.gauge("process_open_fds", "Open file descriptors", system::getOpenFileDescriptorCount);
            text.gauge("process_max_fds", "File descriptors at most", system::getMaxFileDescriptorCount);
        }
    }

    private static long sum(List<GarbageCollectorMXBean> beans, ToLongFunction<GarbageCollectorMXBean> value) {
        return beans.stream().mapToLong(value).sum();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }
}
