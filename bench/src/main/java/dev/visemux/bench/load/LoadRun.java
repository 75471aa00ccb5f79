// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One measured run: sessions open, speak for a while, and end; what it cost each side is told apart. */
final class LoadRun {
    private static final int PAUSE_MILLIS = 1000;
    private static final int PROGRESS_SECONDS = 5;
    private static final int PATIENCE_MILLIS = 40_000;
    private static final List<Long> SELF = List.of(ProcessHandle.current().pid());

    private final LoadPlan plan;
    private final VendorProcess vendors; // null: somebody else's
    private final Between between;
    private final Consumer<String> progress;
    private final Crowd crowd;

    /** @param tls null: wss is not known */
    LoadRun(LoadPlan plan, VendorProcess vendors, Between between, SslContext tls, Consumer<String> progress)
            throws IOException {
        this.plan = plan;
        this.vendors = vendors;
        this.between = between;
        this.progress = progress;
        crowd = new Crowd(new Crowd.Plan(plan.vendors(), plan.sessions(), plan.rampSeconds() * 1000, pauseMillis(),
                plan.microphoneMillis(), false, Churn.NONE, plan.threads(), tls), between.way());
    }

    /** In a burst the next answer begins when the last has arrived. */
    private int pauseMillis() {
        return plan.pace() == FakeOptions.Pace.real ? PAUSE_MILLIS : 0;
    }

    LoadResult run() throws IOException, InterruptedException {
        try (crowd) {
            crowd.start();
            watch(plan.rampSeconds(), "ramp");
            crowd.awaitOpen();
            crowd.measure();
            if (vendors != null) {
                vendors.measure();
            }
            Expense[] before = expenses();
            watch(plan.seconds(), "load");
            Expense[] spent = expenses();
            for (int i = 0; i < spent.length; i++) {
                spent[i] = spent[i].since(before[i]);
            }
            ClientTally measured = crowd.tally();
            VendorReport heard = vendors == null ? null : vendors.report();
            long heap = between.pids().size() == 1 ? heap(between.pids().getFirst()) : 0;
            int left = crowd.end(PATIENCE_MILLIS);
            return new LoadResult(plan, between, measured, heard, spent[0], spent[1], spent[2], heap, crowd.tally(),
                    vendors == null ? null : vendors.report(), left);
        }
    }

    /** 0 where it is no JVM. */
    private static long heap(long pid) throws IOException, InterruptedException {
        return JvmMemory.isJvm(pid) ? JvmMemory.afterGc(pid).heapBytes() : 0;
    }

    /** What is between, the clients, the vendors. */
    private Expense[] expenses() throws IOException {
        return new Expense[] {Expense.of(between.pids()), Expense.of(SELF),
            Expense.of(vendors == null ? List.of() : List.of(vendors.child().pid()))};
    }

    private void watch(int seconds, String phase) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Expense last = Expense.of(between.pids());
        for (int second = 0; second < seconds;) {
            second = Math.min(seconds, second + PROGRESS_SECONDS);
            TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            Expense now = Expense.of(between.pids());
            tell(phase, second, now.since(last));
            last = now;
        }
    }

    private void tell(String phase, int second, Expense spent) throws InterruptedException {
        ClientTally tally = crowd.tally();
        progress.accept(String.format(Locale.ROOT, "%s %4d s  open %,d  received %,d  sent %,d  audio p50 %.2f ms, p99 %.2f ms"
                        + "  decorated %.2f %%  %s %.0f %% of a core  faults %d  failures %d", phase, second, tally.open,
                tally.received, tally.sent, tally.audioNanos.getValueAtPercentile(50) / 1e6,
                tally.audioNanos.getValueAtPercentile(99) / 1e6, 100.0 * tally.decorated / Math.max(1, tally.audio),
                between.name(), 100 * spent.share(), tally.faults.sum(), tally.failed()));
    }
}
