// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a session takes in which nobody speaks, by what many of them take together. */
record IdleSessions(Lineup lineup, int sessions, Consumer<String> progress) {
    private static final int FIRST = 50; // before them: what the first sessions load is not theirs
    private static final double MILLIS_EACH = 2.5; // they open one after the other
    private static final int REST_MILLIS = 1000; // what opening took is given back
    private static final int PATIENCE_MILLIS = 40_000;

    /** Of all sessions together. */
    record Result(Contender contender, int sessions, Held held, List<String> complaints) {
        /** KiB. */
        double rssEach() {
            return held.rssBytes() / 1024.0 / sessions;
        }

        double liveEach() {
            return held.liveBytes() / 1024.0 / sessions;
        }
    }

    List<Result> run() throws IOException, InterruptedException {
        List<Result> all = new ArrayList<>();
        for (Standing each : lineup.processes()) {
            hold(each, FIRST);
            Result result = hold(each, sessions);
            all.add(result);
            progress.accept(String.format(Locale.ROOT, "%d idle sessions: %-20s %.1f KiB resident each%s", sessions,
                    each.contender().label, result.rssEach(), each.contender().isJvm()
                            ? String.format(Locale.ROOT, ", %.1f KiB live", result.liveEach()) : ""));
        }
        return all;
    }

    private static Result hold(Standing each, int sessions) throws IOException, InterruptedException {
        Crowd.Plan plan = new Crowd.Plan(List.of(Vendor.values()), sessions, (int) (sessions * MILLIS_EACH), 0, 100, true,
                Churn.NONE, 1, null);
        try (Crowd crowd = new Crowd(plan, each.between().way())) {
            Held before = Held.by(each.between().pids());
            crowd.start();
            crowd.awaitOpen();
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
            Held held = Held.by(each.between().pids()).since(before);
            List<String> complaints = new ArrayList<>();
            long open = crowd.tally().open;
            if (open < sessions) {
                complaints.add("only " + open + " were open");
            }
            crowd.end(PATIENCE_MILLIS);
            crowd.tally().failures.forEach((reason, count) -> complaints.add(count + " sessions: " + reason));
            return new Result(each.contender(), sessions, held, complaints);
        }
    }
}
