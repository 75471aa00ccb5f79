// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Times stages with JMH, allocation included: all ways with this JVM's flags, ours once more without vectors. */
record StageRun(List<Class<? extends Comparison>> stages, Map<String, Stages.Told> told, boolean quick) {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String SCALAR = "ours, scalar";
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    List<Row> rows() throws RunnerException {
        Map<String, RunResult> vector = run("\\.\\w+$", stages, true);
        Map<String, RunResult> scalar = run("\\.ours$",
                stages.stream().filter(each -> each.getAnnotation(Stage.class).vectors()).toList(), false);
        List<Row> rows = new ArrayList<>();
        told.forEach((key, each) -> {
            rows.add(row(each, vector.get(key), key, each.way()));
            if (scalar.containsKey(key)) {
                rows.add(row(each, scalar.get(key), key + " scalar", SCALAR));
            }
        });
        return rows;
    }

    private static Row row(Stages.Told told, RunResult result, String key, String way) {
        return new Row(key, told.stage(), told.input(), way, nanos(result) / told.messages(),
                result.getSecondaryResults().get(ALLOCATION).getScore() / told.messages(),
                way.equals(SCALAR) ? told.twin() : told.agreement());
    }

    /** Of an operation: of all threads together, where the benchmark counts that. */
    private static double nanos(RunResult result) {
        Result<?> cpu = result.getSecondaryResults().get("cpuNanos");
        return cpu == null ? result.getPrimaryResult().getScore()
                : cpu.getScore() / result.getSecondaryResults().get("operations").getScore();
    }

    private Map<String, RunResult> run(String method, List<Class<? extends Comparison>> classes, boolean vectors)
            throws RunnerException {
        if (classes.isEmpty()) {
            return Map.of();
        }
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class).mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS).forks(1).shouldFailOnError(true).jvmArgsAppend(LoopThreads.flags());
        classes.forEach(each -> options.include("^" + Pattern.quote(each.getName()) + method));
        options.warmupIterations(quick ? 2 : 3).warmupTime(TimeValue.milliseconds(quick ? 500 : 700))
                .measurementIterations(quick ? 2 : 5).measurementTime(TimeValue.milliseconds(quick ? 200 : 500));
        if (!vectors) {
            options.jvmArgs(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(each -> !each.equals(VECTORS)).toArray(String[]::new));
        }
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        return byKey(new Runner(options.build(), progress).run());
    }

    private static Map<String, RunResult> byKey(Collection<RunResult> results) {
        Map<String, RunResult> all = new HashMap<>();
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            Map<String, String> parameters = new TreeMap<>();
            params.getParamsKeys().forEach(key -> parameters.put(key, params.getParam(key)));
            all.put(Stages.key(params.getBenchmark(), parameters), result);
        }
        return all;
    }
}
