// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives every kernel in the way the house does until the compiler has done its work. Before that a vector is an object
 * and its code a thousand times slower; a pass that allocates nothing proves that it is over.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    /** A busy machine compiles slowly: what is given up on had this time, and this much of the processor. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(40);
    private static final long PATIENCE_CPU_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** So many times as long as a slow pass took does it rest, while the compiler has the core. */
    private static final int REST = 3;
    private static final long MAX_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Compiled code may be thrown away once more, when the last assumption of the profile falls. */
    private static final int CLEAN_PASSES = 50;
    private static final int BYTES = 960;
    private static final int CHARS = BYTES / 3 * 4;
    private static final FeatureOptions OPTIONS = new FeatureOptions(16_000, 400, 160, 0.97f, 512, 40, 20, 7600, 1e-5f,
            13, 150, new float[13], new float[26]);

    private static final Convolution LAYER = Convolution.of(new float[64 * 64 * 3], new float[64], 64, 3, 2, true);
    private static final int LAYER_ROWS = 29; // both by four and by five

    /** Null until somebody asks. */
    private static CompletableFuture<Void> begun;

    private final Kernels kernels;
    private final float[] layerRows = new float[(LAYER_ROWS + LAYER.span() + Convolution.SPARE_ROWS) * LAYER.inputs()];
    private final Panels panels = new Panels();
    private final float[] convolved = new float[(LAYER_ROWS + Convolution.SPARE_ROWS) * LAYER.stride()];
    private final FeatureStream[] streams;
    private final FloatBuffer rows = ByteBuffer.allocateDirect(32 * OPTIONS.features() * Float.BYTES)
            .order(ByteOrder.nativeOrder()).asFloatBuffer();

    private WarmUp(Kernels kernels) {
        Mfcc mfcc = new Mfcc(OPTIONS, kernels);
        this.kernels = kernels;
        for (int i = 0; i < layerRows.length; i++) {
            layerRows[i] = i % LAYER.inputs() % 3; // a third is zero, as behind a ReLU
        }
        this.streams = new FeatureStream[] {
            new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(24_000)),
            new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(44_100)),
            new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(16_000)),
            new FeatureStream(OPTIONS, mfcc, new PcmFormat(PcmFormat.Encoding.MULAW, 8_000)),
        };
    }

    /** What is compiled is compiled for everybody: one for the process. */
    static synchronized CompletableFuture<Void> begun() {
        if (begun == null) {
            begun = CompletableFuture.runAsync(() -> new WarmUp(Kernels.best()).run(),
                    task -> Thread.ofPlatform().name("visemux-warm-up").daemon().start(task));
        }
        return begun;
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(BYTES + CHARS + 1, 64);
            byte[] text = new byte[CHARS];
            Arrays.fill(text, (byte) 'V');
            MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, BYTES, CHARS);
            memory.set(ValueLayout.JAVA_BYTE, BYTES + CHARS, (byte) '"');
            runPasses(memory.address(), memory.address() + BYTES);
        }
    }

    private void runPasses(long bytes, long text) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        for (int clean = 0; clean < CLEAN_PASSES; ) {
            if (System.nanoTime() > end && PROCESS.getProcessCpuTime() > PATIENCE_CPU_NANOS) {
                LOG.warn("Vectors are not compiled after {} s: the signal path will be slow at first. Does this JVM run "
                        + "without its C2 compiler?", TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS));
                return;
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            runPass(bytes, text);
            if (THREADS.getCurrentThreadAllocatedBytes() == before) {
                clean++;
            } else {
                clean = 0;
                LockSupport.parkNanos(Math.min(MAX_REST_NANOS, REST * (System.nanoTime() - start)));
            }
        }
    }

    private void runPass(long bytes, long text) {
        for (int i = 0; i < 4; i++) { // the compiler counts calls before it looks
            kernels.findQuoteOrEscape(text, CHARS + 1);
            kernels.decodeBase64(text, CHARS, bytes);
        }
        kernels.convolve(layerRows, 0, LAYER, 0, convolved, 0, LAYER_ROWS, panels);
        kernels.rectify(convolved, 0, LAYER_ROWS * LAYER.stride());
        kernels.rectifyOnto(layerRows, 0, convolved, 0, LAYER_ROWS * LAYER.stride());
        kernels.logSoftmax(convolved, 0, 22);
        kernels.bestWays(layerRows, 0, 22, layerRows, 32, convolved);
        Arrays.fill(convolved, 0);
        for (FeatureStream stream : streams) {
            stream.accept(bytes, 960);
            stream.accept(bytes, 96); // few samples are resampled by other loops
            stream.clamp();
        }
        for (FeatureStream stream : streams) {
            rows.clear();
            stream.copyRows(stream.rowsBegun() - 32, 32, rows);
        }
    }
}
