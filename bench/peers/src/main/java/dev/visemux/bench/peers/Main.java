// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench --peers}: every stage against what one would use instead, as one table. */
@Command(name = "./run bench --peers", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Times every stage of a message's way, ours with vectors and without, and what one would use instead; "
                + "first makes sure that all do the same. Ten minutes on a quiet machine; one table on standard output, and in "
                + "bench/STAGES.md where all stages were timed in full. An earlier version's times: in a worktree of it, with this "
                + "one's bench/peers, pom.xml, run and bench/src/main, the same command, then here --before.")
public final class Main implements Callable<Integer> {
    private static final Path HOME = Path.of(System.getProperty("visemux.home"));

    @Parameters(arity = "0..1", paramLabel = "STAGE", description = "part of a stage's class, e.g. scan, mfcc; all without it")
    String stage = "";

    @Option(names = "--peers", hidden = true)
    boolean peers;

    @Option(names = "--quick", description = "a look in a minute or two, too short to quote")
    boolean quick;

    @Option(names = "--before", paramLabel = "FILE", description = "what an earlier version's run left in "
            + "bench/peers/target/stages.tsv: one more column")
    Path before;

    @Option(names = "--no-python", negatable = true, description = "leave out what is written in Python")
    boolean withoutPython;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).setUsageHelpWidth(110).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Double> earlier = before == null ? Map.of() : StageTimes.read(before);
        List<Class<? extends Comparison>> stages = Stages.named(stage);
        Map<String, Stages.Told> told = Stages.compare(stages);
        List<Row> rows = new StageRun(stages, told, quick).rows();
        if (!withoutPython) {
            rows = References.among(rows, HOME);
        }
        StageTimes.write(rows, HOME.resolve("bench/peers/target/stages.tsv"));
        String page = new StageTable(rows, earlier, quick).markdown();
        System.out.print(page);
        if (!quick && stage.isEmpty()) {
            Files.writeString(HOME.resolve("bench/STAGES.md"), page);
        }
        return rows.isEmpty() ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.OK;
    }
}
