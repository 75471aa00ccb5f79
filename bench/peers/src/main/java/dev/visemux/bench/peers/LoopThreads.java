// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Has JMH run benchmarks on threads like an event loop's: on others Netty pools less. */
public final class LoopThreads extends ThreadPoolExecutor {
    /** As JMH makes it. */
    public LoopThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new FastThreadLocalThread(task, prefix));
    }

    static String[] flags() {
        return new String[] {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=" + LoopThreads.class.getName()};
    }
}
