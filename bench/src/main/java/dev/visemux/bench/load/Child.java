// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of our own, which ends with this one; mostly a JVM with the flags of config/jvm.options. Its log is a file. */
final class Child implements AutoCloseable {
    static final Path HOME = Path.of(System.getProperty("visemux.home"));
    private static final int END_SECONDS = 10;

    private final Process process;
    private final BufferedReader output;
    private final Writer input;
    private final Path log;
    private final Thread guard = new Thread(this::kill, "child-end");

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
        Runtime.getRuntime().addShutdownHook(guard);
    }

    /**
     * @param flags       of the JVM, after those of the file
     * @param environment laid over ours
     */
    static Child start(Path log, List<String> flags, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("config/jvm.options"), "-Dvisemux.home=" + HOME,
                "-Dlogback.configurationFile=" + HOME.resolve("config/logging.xml")));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(log, environment, command);
    }

    /** Any program. */
    static Child start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("VISEMUX_"));
        builder.environment().putAll(environment);
        return new Child(builder.start(), log);
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** It, and what it has started. */
    List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).map(ProcessHandle::pid).toList();
    }

    /** The next line of its answer. */
    String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw ended();
        }
        return line;
    }

    IOException ended() throws IOException {
        return new IOException("a process ended; its last words:\n" + lastWords());
    }

    private String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /** Asks it something that it answers with one line. */
    String ask(String question) throws IOException {
        input.write(question + "\n");
        input.flush();
        return line();
    }

    /** SIGKILL, first to what it has started: nginx's workers outlive their master. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            Runtime.getRuntime().removeShutdownHook(guard);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        } catch (IllegalStateException e) {
            kill(); // this process is ending
        }
    }
}
