// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real redis-server on a free loopback port that keeps nothing; where there is none, tests that ask for it are left out. */
public final class LocalRedis implements AutoCloseable {
    private static final String MISSING = "left out, for there is no redis-server; on Debian: apt-get install redis-server";
    private static final Path BINARY = binary();
    public final int port = freePort();
    private final List<String> command;
    private Process process;

    private LocalRedis(List<String> options) throws IOException {
        command = new ArrayList<>(List.of(BINARY.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--save", "",
                "--dir", Files.createTempDirectory("redis").toString()));
        command.addAll(options);
    }

    /** {@code options}: as on its command line; {@code PORT} stands for the port. */
    public static LocalRedis start(String... options) {
        LocalRedis redis = notYet(options);
        redis.up();
        return redis;
    }

    /** Its port, with nobody there. */
    public static LocalRedis notYet(String... options) {
        assumeTrue(BINARY != null, MISSING);
        try {
            LocalRedis redis = new LocalRedis(List.of(options));
            redis.command.replaceAll(word -> word.equals("PORT") ? "" + redis.port : word);
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null where there is none; that is said once. */
    private static Path binary() {
        Path found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        if (found == null) {
            System.err.println("tests of a shared Redis are " + MISSING);
        }
        return found;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it; also again, after {@link #kill}: then with an empty memory. */
    public void up() {
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            BufferedReader out = process.inputReader();
            StringBuilder said = new StringBuilder();
            for (String line = out.readLine(); ; line = out.readLine()) {
                if (line == null) {
                    throw new IllegalStateException("redis-server ended: " + said);
                }
                said.append(line).append('\n');
                if (line.contains("Ready to accept connections")) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** It keeps its connections and says nothing. */
    public void stall() {
        signal("-STOP");
    }

    public void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, "" + process.pid()).inheritIO().start().onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
