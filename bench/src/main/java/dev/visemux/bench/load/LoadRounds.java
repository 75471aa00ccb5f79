// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The same load through one contender after the other, round by round. */
record LoadRounds(Lineup lineup, VendorProcess vendors, Consumer<String> progress) {
    private static final int MESSAGE_MILLIS = 100;

    List<Round> run(FakeOptions.Pace pace, int sessions, int rampSeconds, int seconds, int rounds)
            throws IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Standing each : lineup.order(round)) {
                all.add(Round.of(each.contender(), round + 1, one(each, pace, sessions, rampSeconds, seconds)));
                tell(all.getLast(), rounds);
            }
        }
        return all;
    }

    /** Compilers at work are not what is compared. */
    void warmUp(FakeOptions.Pace pace, int sessions, int rampSeconds, int seconds) throws IOException, InterruptedException {
        for (Standing each : lineup.standing()) {
            progress.accept("warming up " + each.contender().label);
            one(each, pace, sessions, rampSeconds, seconds);
        }
    }

    private LoadResult one(Standing each, FakeOptions.Pace pace, int sessions, int rampSeconds, int seconds)
            throws IOException, InterruptedException {
        LoadPlan plan = new LoadPlan(List.of(Vendor.values()), sessions, rampSeconds, seconds, pace, MESSAGE_MILLIS,
                MESSAGE_MILLIS, 1);
        return new LoadRun(plan, vendors, each.between(), null, _ -> { }).run();
    }

    private void tell(Round round, int rounds) {
        progress.accept(String.format(Locale.ROOT, "%s pace, %d sessions, round %d of %d: %-20s %5.1f us CPU a message, "
                        + "%,.0f MB/s, audio p50 %,.0f us, p99 %,.0f us, decorated %d of %d%s", round.pace(), round.sessions(),
                round.number(), rounds, round.contender().label, round.microsPerMessage(), round.megabytesEach(),
                round.audio().p50(), round.audio().p99(), round.decorated(), round.audioMessages(),
                round.complaints().isEmpty() ? "" : "; " + String.join("; ", round.complaints())));
    }
}
