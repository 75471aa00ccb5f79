// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JDK's jcmd says of another JVM after a garbage collection.
 *
 * @param heapBytes   in use
 * @param directBytes buffers outside of the heap, pooled or not; -1 where the JVM does not track its native memory
 */
record JvmMemory(long heapBytes, long directBytes) {
    /** With this flag a JVM can tell what it has allocated outside of its heap. */
    static final String TRACKING = "-XX:NativeMemoryTracking=summary";
    private static final Pattern HEAP = Pattern.compile("used (\\d+)([KMG])");
    /** Unsafe.allocateMemory, which stands behind direct buffers and Netty's pool. */
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    /** Whatever else is asked by jcmd may take it for a signal to end. */
    static boolean isJvm(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command()).orElse("").endsWith("/java");
    }

    static JvmMemory afterGc(long pid) throws IOException, InterruptedException {
        Path script = Files.createTempFile("visemux-jcmd", ".txt");
        Path answer = Files.createTempFile("visemux-jcmd", ".out");
        try {
            Files.writeString(script, "GC.run\nGC.heap_info\nVM.native_memory summary\n");
            new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid),
                    "-f", script.toString()).redirectErrorStream(true).redirectOutput(answer.toFile()).start().waitFor();
            return read(Files.readString(answer));
        } finally {
            Files.delete(script);
            Files.delete(answer);
        }
    }

    static JvmMemory read(String answer) throws IOException {
        Matcher heap = HEAP.matcher(answer);
        Matcher other = OTHER.matcher(answer);
        if (!heap.find()) {
            throw new IOException("jcmd does not tell the heap: " + answer);
        }
        long unit = 1L << 10 * (1 + "KMG".indexOf(heap.group(2)));
        return new JvmMemory(Long.parseLong(heap.group(1)) * unit,
                other.find() ? Long.parseLong(other.group(1)) << 10 : -1);
    }
}
