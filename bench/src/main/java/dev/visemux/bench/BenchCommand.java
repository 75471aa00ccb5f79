// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: JMH with allocation, as one table. Forks inherit this JVM's flags, those of config/jvm.options. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Times the hot path with JMH; progress on standard error, one table on standard output.",
        footer = "./run bench --peers [STAGE] times each stage against what one would use instead; it has a --help of its own.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "part of a benchmark's name; all without it")
    String name = "";

    @Option(names = "--quick", description = "a look in seconds, too short to quote")
    boolean quick;

    @Override
    public Integer call() throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("dev\\.visemux\\..*" + name)
                .addProfiler(GCProfiler.class)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .shouldFailOnError(true);
        TimeValue second = TimeValue.seconds(1);
        options.warmupIterations(quick ? 3 : 5).warmupTime(second) // vector code is slow until it is compiled
                .measurementIterations(quick ? 3 : 5).measurementTime(quick ? TimeValue.milliseconds(300) : second);
        OutputFormat progress = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL);
        Collection<RunResult> results = new Runner(options.build(), progress).run();
        new BenchTable(results, quick).print(System.out);
        return results.isEmpty() ? 1 : 0;
    }
}
