// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** A {@link CompareResult} as Markdown that is aligned: for people at a terminal, and for bench/RESULTS.md. */
record CompareReport(CompareResult result) {
    private static final double MIB = 1048576;

    String markdown() {
        StringBuilder out = new StringBuilder("# What stands between, compared\n\n")
                .append("`./run compare` has written this; ").append(flags()).append(".\n\n");
        result.where().forEach((name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
        result.notes().forEach(note -> out.append("- ").append(note).append('\n'));
        out.append("""

                Clients, vendors and what stands between them share the machine; messages carry 100 ms of audio either way, all
                four vendors in turn, no TLS. Each contender has one event loop (nginx one worker, HAProxy one thread, Node one
                process, Visemux one loop and, for visemes, one worker). Numbers are the median of the rounds, with the lowest
                and the highest; a contender's rounds alternate with those of all others. Only Visemux looks into audio, and
                its CPU is that of visemes as far as audio is decorated.
                """);
        result.plan().sessions().forEach(sessions -> pace(out, sessions));
        saturation(out);
        idle(out);
        stalled(out);
        dying(out);
        complaints(out);
        return out.toString();
    }

    private String flags() {
        ComparePlan plan = result.plan();
        return String.format(Locale.ROOT, "%d rounds of %d s (saturation: %d s) after %d s in which sessions open%s",
                plan.rounds(), plan.seconds(), plan.burstSeconds(), plan.rampSeconds(),
                plan.settings().isEmpty() ? "" : "; Visemux with " + plan.settings());
    }

    private void pace(StringBuilder out, int sessions) {
        Predicate<Round> these = round -> round.pace() == Pace.real && round.sessions() == sessions;
        MarkdownTable cost = new MarkdownTable("", "CPU of a message, us", "% of a core", "RSS, MiB", "messages a second",
                "audio decorated");
        MarkdownTable latency = new MarkdownTable("", "audio p50", "p99", "p99.9", "other p50", "p99", "p99.9");
        for (Contender contender : present(these)) {
            List<Round> rounds = of(contender, these);
            boolean process = contender != Contender.direct;
            cost.row(contender.label, process ? over(rounds, Round::microsPerMessage).with(1) : "",
                    process ? over(rounds, round -> 100 * round.cores()).with(0) : "",
                    process ? over(rounds, Round::rssMib).with(0) : "", over(rounds, Round::messagesEach).with(0),
                    decorated(rounds));
            latency.row(process ? contender.label : "direct, all of it", added(rounds, these, round -> round.audio().p50()),
                    added(rounds, these, round -> round.audio().p99()), added(rounds, these, round -> round.audio().p999()),
                    added(rounds, these, round -> round.other().p50()), added(rounds, these, round -> round.other().p99()),
                    added(rounds, these, round -> round.other().p999()));
        }
        section(out, sessions + " sessions at the pace of speech", cost);
        out.append("\nAdded to the latency of the direct way in the same round, us; counted from when a message was due:\n\n")
                .append(latency);
    }

    private void saturation(StringBuilder out) {
        Predicate<Round> these = round -> round.pace() == Pace.burst;
        MarkdownTable table = new MarkdownTable("", "MB of a CPU-second", "MB/s to the clients", "% of a core",
                "CPU of a message, us", "audio decorated");
        for (Contender contender : present(these)) {
            List<Round> rounds = of(contender, these);
            boolean process = contender != Contender.direct;
            table.row(contender.label, process ? over(rounds, Round::megabytesPerCpuSecond).with(0) : "",
                    over(rounds, Round::megabytesEach).with(0), process ? over(rounds, round -> 100 * round.cores()).with(0) : "",
                    process ? over(rounds, Round::microsPerMessage).with(1) : "", decorated(rounds));
        }
        section(out, "Saturation: " + result.plan().burst() + " sessions, answers as fast as the sockets take them", table);
    }

    private void idle(StringBuilder out) {
        MarkdownTable table = new MarkdownTable("", "KiB resident", "KiB live: heap after GC, and direct");
        result.idle().forEach(idle -> table.row(idle.contender().label, number(1, idle.rssEach()),
                idle.contender().isJvm() ? number(1, idle.liveEach()) : ""));
        section(out, "An idle session, of " + result.plan().idle() + " (memory of the kernel's sockets apart)", table);
    }

    private void stalled(StringBuilder out) {
        MarkdownTable table = new MarkdownTable("", "cut after, s", "held, MiB resident", "held, MiB live",
                "others' audio p99 before, us", "and during", "others harmed");
        result.stalled().forEach(each -> table.row(each.contender().label,
                each.cutSeconds() < 0 ? "not in " + each.seconds() : number(1, each.cutSeconds()),
                number(1, each.most().rssBytes() / MIB),
                each.contender().isJvm() ? number(1, each.most().liveBytes() / MIB) : "", number(0, each.beforeMicros()),
                number(0, each.duringMicros()), each.complaints().isEmpty() ? "no" : String.join("; ", each.complaints())));
        section(out, "A client that stops reading while its vendor speaks on, a megabyte a second", table);
    }

    private void dying(StringBuilder out) {
        MarkdownTable table = new MarkdownTable("", "vendor's end", "the client sees", "after, ms");
        result.dying().forEach(each -> table.row(each.contender().label, each.cause() == DyingVendor.Cause.RESET
                ? "reset in a message" : "SIGKILL", each.seen(), each.millis().with(1)));
        section(out, "A vendor that dies (1006: no close frame came; direct tells how long it takes to end)", table);
    }

    private void complaints(StringBuilder out) {
        List<String> all = new ArrayList<>();
        result.rounds().forEach(round -> round.complaints().forEach(what -> all.add(round.contender().label + ", "
                + round.sessions() + " sessions, " + round.pace() + " pace, round " + round.number() + ": " + what)));
        result.idle().forEach(each -> each.complaints().forEach(what -> all.add(each.contender().label + ", idle: " + what)));
        out.append(all.isEmpty() ? "\nNo message was lost, doubled, reordered or changed in any round.\n"
                : "\nNot as it should be:\n\n");
        all.forEach(line -> out.append("- ").append(line).append('\n'));
    }

    private static void section(StringBuilder out, String title, MarkdownTable table) {
        if (!table.isEmpty()) {
            out.append("\n## ").append(title).append("\n\n").append(table);
        }
    }

    private List<Contender> present(Predicate<Round> these) {
        return result.rounds().stream().filter(these).map(Round::contender).distinct().sorted().toList();
    }

    private List<Round> of(Contender contender, Predicate<Round> these) {
        return result.rounds().stream().filter(these).filter(round -> round.contender() == contender).toList();
    }

    private static Spread over(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().mapToDouble(value));
    }

    /** Against the direct way in the same round; that way itself as it is. */
    private String added(List<Round> rounds, Predicate<Round> these, ToDoubleFunction<Round> latency) {
        List<Round> direct = of(Contender.direct, these);
        return over(rounds, round -> latency.applyAsDouble(round) - direct.stream()
                .filter(floor -> floor != round && floor.number() == round.number())
                .mapToDouble(latency).findFirst().orElse(0)).with(0);
    }

    private static String decorated(List<Round> rounds) {
        long audio = rounds.stream().mapToLong(Round::audioMessages).sum();
        return number(2, 100.0 * rounds.stream().mapToLong(Round::decorated).sum() / Math.max(1, audio)) + " %";
    }

    private static String number(int decimals, double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
