// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}: what would cost less, and what would it lack? */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Visemux, with visemes and without, beside what stands in its place elsewhere: nothing (direct), nginx,",
            "HAProxy, a relay on Node. The same clients and vendors, the same load, one contender after the other in each",
            "round, without TLS.", "",
            "What a message costs in CPU and adds in latency at the pace of speech, megabytes of a CPU-second at",
            "saturation, the memory of idle sessions, and what becomes of a client that reads no more and of a vendor",
            "that dies. What is not installed is left out and named. Progress goes to standard error, the tables",
            "(Markdown) to standard output; a whole run writes them into bench/RESULTS.md, too. The machine should have",
            "nothing else to do.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every message arrived as it was sent, through everybody", "1:not so; the last lines say where",
            "2:wrong options"},
        footer = {"", "Examples:",
            "  ./run compare                                 all of it, some 17 minutes; writes bench/RESULTS.md",
            "  ./run compare --quick                         does it work here? 4 minutes, numbers not to quote",
            "  ./run compare --only haproxy,visemux --sessions 500 --rounds 5"})
public final class CompareCommand implements Callable<Integer> {
    private static final Path RESULTS = Child.HOME.resolve("bench/RESULTS.md");

    @Option(names = "--sessions", paramLabel = "N", split = ",", description = "at the pace of speech; several numbers are "
            + "compared one after the other (default 200,500; quick: 50)")
    List<Integer> sessions;

    @Option(names = "--burst", paramLabel = "N", description = "sessions at saturation (default ${DEFAULT-VALUE})")
    int burst = 50;

    @Option(names = "--idle", paramLabel = "N", description = "idle sessions; 0 leaves them out (default 2000; quick: 200)")
    Integer idle;

    @Option(names = "--seconds", paramLabel = "T", description = "measured in each round (default 10; quick: 3)")
    Integer seconds;

    @Option(names = "--rounds", paramLabel = "N", description = "of each contender (default 3; quick: 1)")
    Integer rounds;

    @Option(names = "--stall", paramLabel = "S", description = "seconds that a stalled reader is watched; 0 leaves out what goes "
            + "wrong. Visemux cuts 30 after sockets and buffers are full (default 60; quick: 45)")
    Integer stall;

    @Option(names = "--only", paramLabel = "NAME", split = ",",
            description = "${COMPLETION-CANDIDATES}; direct is always there, as what the others are held to (default: all)")
    List<Contender> only = List.of(Contender.values());

    @Option(names = "--quick", description = "does it work? Small numbers for all of the above")
    boolean quick;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "a setting of Visemux, as session.hold=0ms; may come often")
    Map<String, String> settings = Map.of();

    @Option(names = "--out", paramLabel = "FOLDER", description = "where RESULTS.md, results.json and the processes' logs and "
            + "settings go (default: a new temporary folder)")
    Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "the tables and every round for machines")
    Path json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ComparePlan plan = plan();
        Path folder = out == null ? Files.createTempDirectory("visemux-compare") : Files.createDirectories(out).toAbsolutePath();
        progress("some " + plan.minutes() + " minutes; logs and settings in " + folder);
        CompareResult result = new Comparison(plan, folder, CompareCommand::progress).run();
        String report = new CompareReport(result).markdown();
        System.out.print(report);
        write(folder.resolve("RESULTS.md"), report);
        if (!quick && only.size() == Contender.values().length) {
            write(RESULTS, report);
        }
        Path forMachines = json == null ? folder.resolve("results.json") : json;
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(forMachines.toFile(), result);
        return result.rounds().stream().allMatch(round -> round.complaints().isEmpty()) ? 0 : 1;
    }

    private static void progress(String line) {
        System.err.println("compare: " + line);
    }

    private static void write(Path file, String report) throws Exception {
        Files.writeString(file, report);
        progress("written: " + file);
    }

    private ComparePlan plan() {
        Set<Contender> contenders = EnumSet.of(Contender.direct);
        contenders.addAll(only);
        List<Integer> atPace = sessions != null ? sessions : quick ? List.of(50) : List.of(200, 500);
        ComparePlan plan = new ComparePlan(contenders, atPace, burst, or(idle, 200, 2000), quick ? 2 : 3, or(seconds, 3, 10),
                or(rounds, 1, 3), or(stall, 45, 60), settings);
        int least = Arrays.stream(new int[] {burst, plan.seconds(), plan.rounds(),
            plan.sessions().stream().mapToInt(Integer::intValue).min().orElse(0)}).min().orElse(0);
        if (least < 1 || plan.idle() < 0 || plan.stallSeconds() < 0) {
            throw new ParameterException(spec.commandLine(),
                    "--sessions, --burst, --seconds and --rounds are at least 1, --idle and --stall at least 0");
        }
        return plan;
    }

    private int or(Integer told, int small, int usual) {
        return told != null ? told : quick ? small : usual;
    }
}
