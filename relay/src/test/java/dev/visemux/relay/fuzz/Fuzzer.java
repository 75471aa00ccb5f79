// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import dev.visemux.relay.ops.Settings;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jazzer at one target, in a process of its own: what it prints goes to a log, what it finds new to its own corpus, which
 * the next run begins with. One thread runs it; others may look at how far it is.
 */
final class Fuzzer {
    /** The seams of the code under test; instrumented inner loops of the engine would be a thousand times slower. */
    private static final String INSTRUMENTED = String.join(":", "dev.visemux.relay.**", "dev.visemux.dsp.signal.Wav**",
            "dev.visemux.dsp.signal.ScalarKernels", "dev.visemux.dsp.signal.FeatureOptions",
            "dev.visemux.dsp.viseme.ModelManifest**");
    /** Jazzer's own detectors that our buffers and loopback sockets would set off. */
    private static final String DETECTORS = "com.code_intelligence.jazzer.sanitizers.";
    private static final String NOT_DETECTED = DETECTORS + "UnsafeSanitizer:" + DETECTORS + "ServerSideRequestForgery";
    private static final Pattern STATUS = Pattern.compile("#(\\d+)\\s+\\w+\\s+cov: (\\d+) ft: (\\d+) .*");
    private static final Pattern FAULT = Pattern.compile("== (?:Java Exception|Java Assertion Error|\\d+== ERROR): (.*)");
    private static final Pattern WRITTEN = Pattern.compile(".*Test unit written to (\\S+)");
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Target target;
    private final Path folder;
    private volatile String status = "starting";
    private String fault;
    private Path reproducer;

    /** {@code folder}: of all runs of all targets. */
    Fuzzer(Target target, Path folder) {
        this.target = target;
        this.folder = folder.resolve(target.toString());
    }

    Target target() {
        return target;
    }

    /** Executions, edges covered and features (edges and how often), as far as it is. */
    String status() {
        return status;
    }

    /** What was found, with how to see it again; null where nothing was. */
    String finding() {
        return fault == null ? null : target + ": " + fault + "\n  again: ./run fuzz " + target + " --replay "
                + Settings.home().relativize(reproducer == null ? log() : reproducer);
    }

    Path log() {
        return folder.resolve("fuzz.log");
    }

    /** Returns when the time is over, or at the first finding. */
    void run(Duration time) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("corpus"));
        // Targets that read files write one for each input; what Jazzer leaves there must not stay.
        Path scratch = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : folder, "fuzz-");
        try {
            run(new ProcessBuilder(command(time, scratch)).redirectErrorStream(true));
        } finally {
            try (Stream<Path> left = Files.walk(scratch)) {
                left.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private void run(ProcessBuilder jazzer) throws IOException, InterruptedException {
        Process process = jazzer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try (BufferedReader out = process.inputReader(); BufferedWriter log = Files.newBufferedWriter(log())) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                log.write(line);
                log.newLine();
                understand(line);
            }
        }
        int exit = process.waitFor();
        if (exit != 0 && fault == null) {
            fault = "Jazzer ended with " + exit + " before it began; its log is " + log();
        }
    }

    private void understand(String line) {
        Matcher progress = STATUS.matcher(line);
        Matcher failed = FAULT.matcher(line);
        Matcher written = WRITTEN.matcher(line);
        if (progress.matches()) {
            long executions = Long.parseLong(progress.group(1));
            status = "%,12d executions  cov %5s  ft %6s".formatted(executions, progress.group(2), progress.group(3));
        } else if (failed.matches() && fault == null) {
            fault = failed.group(1);
        } else if (written.matches()) {
            reproducer = Path.of(written.group(1));
        }
    }

    private List<String> command(Duration time, Path scratch) {
        return List.of(ProcessHandle.current().info().command().orElseThrow(),
                "@" + Settings.home().resolve("config/jvm.options"), "-XX:-UseZGC", "-XX:+UseSerialGC", "-Xmx768m",
                "-XX:+EnableDynamicAgentLoading", "-Dvisemux.home=" + Settings.home(),
                "-Dio.netty.leakDetection.level=disabled", "-Djava.io.tmpdir=" + scratch,
                "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(), "--instrumentation_includes=" + INSTRUMENTED,
                "--custom_hook_includes=dev.visemux.**", "--disabled_hooks=" + NOT_DETECTED, "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/", "-rss_limit_mb=0", "-timeout=120",
                "-max_total_time=" + Math.max(1, time.toSeconds()),
                folder.resolve("corpus").toString(), target.seedFolder().toString());
    }
}
