// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code compare} without its command line: rounds at the pace of speech, rounds at saturation, silence, and what goes wrong. */
final class Comparison {
    private static final int MESSAGE_MILLIS = 100;
    private static final int WARM_UP_SECONDS = 8; // in which compilers have done most of their work

    private final ComparePlan plan;
    private final Path folder;
    private final Consumer<String> progress;
    private final Set<Contender> contenders = EnumSet.noneOf(Contender.class);
    private final List<String> notes = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();
    private List<IdleSessions.Result> idle = List.of();
    private List<StalledReader.Result> stalled = List.of();
    private List<DyingVendor.Result> dying = List.of();

    /** @param folder for the files of all processes */
    Comparison(ComparePlan plan, Path folder, Consumer<String> progress) {
        this.plan = plan;
        this.folder = folder;
        this.progress = progress;
        for (Contender contender : plan.contenders()) {
            contender.missing().ifPresentOrElse(notes::add, () -> contenders.add(contender));
        }
        notes.forEach(progress);
    }

    CompareResult run() throws Exception {
        Surroundings where = Surroundings.now(contenders);
        attempt("load", this::load);
        if (plan.idle() > 0 || plan.stallSeconds() > 0) {
            attempt("idle sessions and faults", this::rest);
        }
        return new CompareResult(where.byName(), plan, rounds, idle, stalled, dying, notes);
    }

    private interface Part {
        void measure() throws Exception;
    }

    /** What was measured before is told all the same. */
    private void attempt(String name, Part part) throws InterruptedException {
        try {
            part.measure();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            notes.add(name + " could not be measured to the end: " + e);
            progress.accept(notes.getLast());
        }
    }

    private void load() throws Exception {
        Path files = Files.createDirectories(folder.resolve("load"));
        VendorProcess vendors = VendorProcess.start(files, 0, Pace.real, MESSAGE_MILLIS);
        try (Lineup lineup = Lineup.start(contenders, files, vendors.port(), plan.settings(), List.of())) {
            LoadRounds atPace = new LoadRounds(lineup, vendors, progress);
            atPace.warmUp(Pace.real, plan.sessions().getLast(), plan.rampSeconds(), Math.min(plan.seconds(), WARM_UP_SECONDS));
            for (int sessions : plan.sessions()) {
                rounds.addAll(atPace.run(Pace.real, sessions, plan.rampSeconds(), plan.seconds(), plan.rounds()));
            }
            vendors.close();
            vendors = VendorProcess.start(files, vendors.port(), Pace.burst, MESSAGE_MILLIS);
            rounds.addAll(new LoadRounds(lineup, vendors, progress).run(Pace.burst, plan.burst(), 1, plan.burstSeconds(),
                    plan.rounds()));
        } finally {
            vendors.close();
        }
    }

    /** With fresh processes: memory is counted, which the JVM keeps books about for a price. */
    private void rest() throws Exception {
        Path files = Files.createDirectories(folder.resolve("rest"));
        try (VendorProcess vendors = VendorProcess.start(files, 0, Pace.burst, MESSAGE_MILLIS);
                Lineup lineup = Lineup.start(contenders, files, vendors.port(), plan.settings(), List.of(JvmMemory.TRACKING))) {
            if (plan.idle() > 0) {
                attempt("idle sessions", () -> idle = new IdleSessions(lineup, plan.idle(), progress).run());
            }
            if (plan.stallSeconds() > 0) {
                attempt("stalled readers", () -> stalled = new StalledReader(lineup, plan.stallSeconds(), progress).run());
                attempt("dying vendors", () -> dying = new DyingVendor(lineup, vendors, progress).run());
            }
        }
    }
}
