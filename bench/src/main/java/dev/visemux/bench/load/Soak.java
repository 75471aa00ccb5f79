// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.TenantBackend;
import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sessions of all vendors that come and go, a relay in its own process, and samples of it. */
final class Soak {
    private static final int CHUNK_MILLIS = 100;
    private static final int PAUSE_MILLIS = 1000;
    private static final int MICROPHONE_MILLIS = 100;
    private static final int PATIENCE_MILLIS = 40_000;
    private static final int REST_MILLIS = 40_000; // a connection without a request is closed after http.idle
    /** All of the heap is there from the start: what the process grows by is not heap. */
    private static final List<String> FLAGS =
            List.of(JvmMemory.TRACKING, "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-Dio.netty.leakDetection.level=simple");

    /**
     * @param sampleSeconds between two looks at the relay's process
     * @param leniency      factor of every tolerance of growth
     */
    record Plan(int sessions, int seconds, int rampSeconds, int sampleSeconds, Churn churn, double leniency) {
        /** Sessions of 10 to 60 seconds; a third of the answers is interrupted. */
        static Plan of(int sessions, double minutes) {
            int seconds = Math.max(10, (int) Math.round(minutes * 60));
            int longest = Math.clamp(seconds / 5, 4, 60);
            return new Plan(sessions, seconds, Math.min(20, seconds / 6), Math.clamp(seconds / 60, 2, 30),
                    new Churn(longest * 1000 / 6, longest * 1000, 0.33), 1);
        }

        Plan leniently(double factor) {
            return new Plan(sessions, seconds, rampSeconds, sampleSeconds, churn, factor);
        }
    }

    private final Plan plan;
    private final List<String> flags = new ArrayList<>(FLAGS);
    private final Path folder;
    private final Consumer<String> progress;

    /**
     * @param flags  of the relay's JVM, more than the usual ones
     * @param folder where the processes leave their files
     */
    Soak(Plan plan, List<String> flags, Path folder, Consumer<String> progress) {
        this.plan = plan;
        this.flags.addAll(flags);
        this.folder = folder;
        this.progress = progress;
    }

    SoakReport run() throws IOException, InterruptedException {
        try (VendorProcess vendors = VendorProcess.start(folder, 0, FakeOptions.Pace.real, CHUNK_MILLIS);
                RelayProcess relay = RelayProcess.start(folder, flags, vendors.port(), Map.of())) {
            TenantBackend tenant = new TenantBackend(Way.http().build(), relay.publicUrl(), relay.tenantKey(), "load");
            Usage before = Usage.of(relay.child().pid());
            try (Crowd crowd = new Crowd(crowdPlan(), Way.signed(tenant))) {
                List<SoakSample> samples = sample(crowd, relay.child().pid());
                int left = crowd.end(PATIENCE_MILLIS);
                ClientTally clients = crowd.tally();
                tenant.close();
                Usage after = rest(relay, vendors, before);
                return new SoakReport(plan, samples, clients, vendors.report(), left, before, after,
                        relay.child().log());
            }
        }
    }

    private Crowd.Plan crowdPlan() {
        return new Crowd.Plan(List.of(Vendor.values()), plan.sessions(), plan.rampSeconds() * 1000, PAUSE_MILLIS,
                MICROPHONE_MILLIS, false, plan.churn(), 1, null);
    }

    private List<SoakSample> sample(Crowd crowd, long pid) throws IOException, InterruptedException {
        List<SoakSample> samples = new ArrayList<>();
        crowd.start();
        long start = System.nanoTime();
        for (int second = plan.sampleSeconds(); second <= plan.seconds(); second += plan.sampleSeconds()) {
            TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            samples.add(SoakSample.take(second, pid, crowd));
            progress.accept(samples.getLast().toString());
        }
        return samples;
    }

    /** Once nobody is connected any more; what remains then was leaked. */
    private static Usage rest(RelayProcess relay, VendorProcess vendors, Usage before)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
        Usage now = Usage.of(relay.child().pid());
        while (System.nanoTime() < until && (vendors.report().open() > 0
                || now.fileDescriptors() > before.fileDescriptors() + SoakReport.DESCRIPTORS_LEFT)) {
            TimeUnit.MILLISECONDS.sleep(200);
            now = Usage.of(relay.child().pid());
        }
        return now;
    }
}
