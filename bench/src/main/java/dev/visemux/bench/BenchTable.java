// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Results that can be quoted: a number without its machine and flags is none. */
public record BenchTable(Collection<RunResult> results, boolean quick) {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    /** Of benchmarks whose operation is several hops: a counter of that name. */
    private static final String HOPS = "hops";
    /** Of benchmarks that know their thread's CPU time: counters of that time and of the hops in it. */
    private static final String CPU = "cpuNanos";
    private static final String CPU_HOPS = "cpuHops";
    /** Of benchmarks through which bytes pass: a counter of that name. */
    private static final String BYTES = "bytes";
    private static final String ROW = "%-60s %14s %12s %12s %12s %12s %8s %12s%n";

    void print(PrintStream out) {
        out.printf("%s%n%s%n", origin(), quick ? "quick run: too short to quote\n" : "");
        out.printf(ROW, "benchmark", "ns/op", "+- 99.9 %", "ns/hop", "M hops/s", "streams/core", "GB/s", "B/op");
        results.forEach(result -> out.print(row(result)));
    }

    /** Day, machine, JVM and flags. */
    public static String origin() {
        return "%s, %s%n%s %s%nflags: %s".formatted(LocalDate.now(), machine(), System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"), String.join(" ", ManagementFactory.getRuntimeMXBean()
                        .getInputArguments().stream().filter(flag -> !flag.startsWith("-D")).toList()));
    }

    private static String row(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        return String.format(Locale.ROOT, ROW, name(result.getParams()), number(time.getScore()),
                number(time.getScoreError()), secondary(result, HOPS, nanos -> nanos),
                secondary(result, HOPS, nanos -> 1000 / nanos), streams(result), secondary(result, BYTES, nanos -> 1 / nanos),
                secondary(result, ALLOCATION, bytes -> bytes));
    }

    /** Live streams, of 100 hops a second, that one core can serve: by its CPU time, whoever else has the machine. */
    private static String streams(RunResult result) {
        Result<?> cpu = result.getSecondaryResults().get(CPU);
        return cpu == null ? "" : number(Math.rint(1e7 * result.getSecondaryResults().get(CPU_HOPS).getScore() / cpu.getScore()));
    }

    private static String secondary(RunResult result, String label, DoubleUnaryOperator unit) {
        Result<?> found = result.getSecondaryResults().get(label);
        return found == null ? "" : number(unit.applyAsDouble(found.getScore()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : value < 10 ? "%,.2f" : "%,.1f", value);
    }

    private static String name(BenchmarkParams params) {
        String method = params.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
        return method + params.getParamsKeys().stream().map(key -> " " + key + "=" + params.getParam(key))
                .collect(Collectors.joining());
    }

    private static String machine() {
        return "%s, %d cores, %s %s".formatted(processor(), Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("os.version"));
    }

    /** As Linux calls it; elsewhere its architecture. */
    public static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst().orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch"); // no Linux
        }
    }
}
