// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./run fuzz}: the long form of what {@link FuzzingTest} does in a minute. */
@Command(name = "./run fuzz", mixinStandardHelpOptions = true, version = "Jazzer 0.30.0", sortOptions = false, description = {
    "Looks for inputs that break the relay, led by the code that they reach (Jazzer); two targets at a time.",
    "What is learned stays in target/fuzz/TARGET/corpus, and the next run begins with it.", "",
    "Targets: json splice vendor tunnel session wav base64 body http proxy token tenants ledger config manifest"})
final class Fuzz implements Callable<Integer> {
    @Parameters(paramLabel = "TARGET", arity = "0..*", description = "only these", converter = TargetName.class)
    private List<Target> targets = List.of(Target.values());
    @Option(names = "--minutes", paramLabel = "N", description = "each target's (default: ${DEFAULT-VALUE})")
    private double minutes = 10;
    @Option(names = "--replay", paramLabel = "FILE", description = "runs the one target on this input alone")
    private Path replay;

    /** A target by its name. */
    static final class TargetName implements CommandLine.ITypeConverter<Target> {
        @Override
        public Target convert(String name) {
            return Target.named(name);
        }
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Fuzz()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        return replay == null ? fuzz() : replay();
    }

    private int fuzz() throws InterruptedException {
        System.err.printf("visemux: %d targets for %s minutes each, %d at a time%n", targets.size(), minutes, Campaign.AT_ONCE);
        List<Fuzzer> all = new Campaign(targets).run(Duration.ofMillis((long) (minutes * 60_000)), Duration.ofDays(365),
                fuzzer -> System.err.printf("visemux: %-8s %s%n", fuzzer.target(), fuzzer.status()));
        all.forEach(fuzzer -> System.out.printf("%-8s %s  %s%n", fuzzer.target(), fuzzer.status(),
                fuzzer.finding() == null ? "nothing found" : "FOUND"));
        List<String> findings = all.stream().map(Fuzzer::finding).filter(Objects::nonNull).toList();
        findings.forEach(System.out::println);
        return findings.isEmpty() ? 0 : 1;
    }

    private int replay() throws IOException {
        if (targets.size() != 1) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--replay needs the target that the input is for");
        }
        targets.getFirst().replay(List.of(replay));
        System.out.println("nothing found");
        return 0;
    }
}
