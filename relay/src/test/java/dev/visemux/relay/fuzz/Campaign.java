// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import dev.visemux.relay.ops.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Fuzzers of several targets, two at a time, each for the same time. */
final class Campaign {
    static final int AT_ONCE = 2;
    private static final long LOOK_SECONDS = 10;

    private final List<Fuzzer> waiting = new ArrayList<>();
    private final List<Fuzzer> running = new ArrayList<>();
    private final List<Fuzzer> ran = new ArrayList<>();

    Campaign(List<Target> targets) {
        Path folder = Settings.home().resolve("target/fuzz");
        targets.forEach(target -> waiting.add(new Fuzzer(target, folder)));
    }

    /**
     * Returns those that ran when they have ended; none begins when {@code all} is over. {@code progress} is told every ten
     * seconds how each is doing that runs.
     */
    List<Fuzzer> run(Duration each, Duration all, Consumer<Fuzzer> progress) throws InterruptedException {
        long end = System.nanoTime() + all.toNanos();
        try (ExecutorService fuzzing = Executors.newFixedThreadPool(AT_ONCE)) {
            waiting.forEach(fuzzer -> fuzzing.submit(() -> System.nanoTime() < end ? run(fuzzer, each) : null));
            fuzzing.shutdown();
            while (!fuzzing.awaitTermination(LOOK_SECONDS, TimeUnit.SECONDS)) {
                synchronized (running) {
                    running.forEach(progress);
                }
            }
        }
        return ran;
    }

    private Void run(Fuzzer fuzzer, Duration each) throws Exception {
        synchronized (running) {
            running.add(fuzzer);
            ran.add(fuzzer);
        }
        try {
            fuzzer.run(each);
        } finally {
            synchronized (running) {
                running.remove(fuzzer);
            }
        }
        return null;
    }
}
