// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client that reads no more and lets its vendor speak on, a megabyte a second, beside others that do no wrong. */
record StalledReader(Lineup lineup, int seconds, Consumer<String> progress) {
    private static final int OTHERS = 8;
    private static final int PAUSE_MILLIS = 2000;
    private static final int CALM_SECONDS = 5; // before it
    private static final int ASK_MILLIS = 250; // an answer has a quarter of a megabyte
    private static final int LOOK_MILLIS = 5000; // at memory; a look at a JVM collects its garbage
    private static final int PATIENCE_MILLIS = 40_000;

    /**
     * What came of it.
     *
     * @param cutSeconds   after it had stopped reading; negative: it was not cut while somebody looked
     * @param most         what was held more than before
     * @param beforeMicros p99 of the others' audio before; {@code duringMicros} from then on
     * @param complaints   of the others
     */
    record Result(Contender contender, int seconds, double cutSeconds, Held most, double beforeMicros, double duringMicros,
            List<String> complaints) {}

    /** All at once: who holds back does so beside everybody else. */
    List<Result> run() throws Exception {
        progress.accept("stalled readers, all contenders at once, " + (CALM_SECONDS + seconds) + " s");
        List<Future<Result>> waiting = new ArrayList<>();
        List<Result> all = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            lineup.processes().forEach(standing -> waiting.add(each.submit(() -> beside(standing, http))));
            for (Future<Result> result : waiting) {
                all.add(result.get());
                tell(all.getLast());
            }
        } finally {
            http.shutdownNow(); // to close it would wait for who never got an answer
        }
        return all;
    }

    private Result beside(Standing standing, HttpClient http) throws Exception {
        Crowd.Plan plan = new Crowd.Plan(List.of(Vendor.openai), OTHERS, 500, PAUSE_MILLIS, 100, false, Churn.NONE, 1, null);
        try (Crowd others = new Crowd(plan, standing.between().way())) {
            others.start();
            others.awaitOpen();
            others.measure();
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            double before = p99(others);
            others.measure();
            Held held = Held.by(standing.between().pids());
            Watch watch = new Watch(standing, Witness.open(http, standing.between().way(), false));
            double cut = watch.untilCut(seconds);
            watch.stalled.leave();
            double during = p99(others);
            return new Result(standing.contender(), seconds, cut, watch.most.since(held), before, during, leave(others));
        }
    }

    private static double p99(Crowd others) throws InterruptedException {
        return others.tally().audioNanos.getValueAtPercentile(99) / 1e3;
    }

    private static List<String> leave(Crowd others) throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        int left = others.end(PATIENCE_MILLIS);
        ClientTally tally = others.tally();
        tally.failures.forEach((reason, count) -> complaints.add(count + " others: " + reason));
        if (tally.faults.sum() + left > 0) {
            complaints.add("others: " + tally.faults + ", did not end " + left);
        }
        return complaints;
    }

    /** Of one that does not read. */
    private static final class Watch {
        private final Standing standing;
        private final Witness stalled;
        private Held most = new Held(0, 0);

        Watch(Standing standing, Witness stalled) {
            this.standing = standing;
            this.stalled = stalled;
        }

        double untilCut(int seconds) throws IOException, InterruptedException {
            long start = System.nanoTime();
            for (int looks = 0; System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds);) {
                try {
                    stalled.ask();
                } catch (IOException e) {
                    return (System.nanoTime() - start) / 1e9;
                }
                if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS) * looks) {
                    looks++;
                    most = most.most(Held.by(standing.between().pids()));
                }
                TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
            }
            return -1;
        }
    }

    private void tell(Result result) {
        progress.accept(String.format(Locale.ROOT, "stalled reader: %-20s %s, %.1f MiB more resident", result.contender().label,
                result.cutSeconds() < 0 ? "not cut in " + seconds + " s" : String.format(Locale.ROOT, "cut after %.1f s",
                        result.cutSeconds()), result.most().rssBytes() / 1048576.0));
    }
}
