// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Node with one SDK loaded: takes sessions one after the other, as src/test/sdk/report.mjs describes. One thread. */
final class SdkProcess implements AutoCloseable {
    static final Path HOME = Path.of(System.getProperty("visemux.home"));
    private static final Path FOLDER = HOME.resolve("bench/src/test/sdk");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60; // several load at once, and an SDK is a million lines

    private final Process process;
    private final Path errors;
    private final BufferedReader output;
    private final Writer input;
    private JsonNode about;

    private SdkProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Fetches the SDKs, unless they are there. */
    static void install() throws Exception {
        install(FOLDER);
    }

    /** Fetches what a folder's package-lock.json pins, unless it is there. */
    static void install(Path folder) throws Exception {
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            ProcessBuilder npm = new ProcessBuilder("npm", "ci", "--silent").directory(folder.toFile());
            // Its input is left alone: ours is Maven's own channel to this process.
            if (npm.redirectOutput(Redirect.DISCARD).redirectError(Redirect.INHERIT).start().waitFor() != 0) {
                throw new IOException("npm ci failed in " + folder);
            }
        }
    }

    /** Returns at once; the SDK loads meanwhile. */
    static SdkProcess start(SdkCase sdk, Path certificate) {
        List<String> command = new ArrayList<>(List.of("node"));
        if (sdk.browserLike()) {
            command.addAll(List.of("--experimental-websocket", "--conditions=browser"));
        }
        command.addAll(List.of(sdk.script(), sdk.packageName(), sdk.browserLike() ? "browser" : "node"));
        try {
            Path errors = Files.createTempFile("visemux-sdk", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(FOLDER.toFile());
            builder.environment().put("NODE_EXTRA_CA_CERTS", certificate.toString());
            return new SdkProcess(builder.redirectError(errors.toFile()).start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException("node is missing: the SDK tests need Node 20 or newer with npm", e);
        }
    }

    /** Version, the Node it runs on and the one it asks for. */
    JsonNode about() throws Exception {
        if (about == null) {
            about = answer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return about;
    }

    void say(JsonNode line) throws IOException {
        input.append(line.toString()).append('\n').flush();
    }

    /** The next line it writes. */
    CompletableFuture<JsonNode> answer() {
        return CompletableFuture.supplyAsync(this::readLine);
    }

    private JsonNode readLine() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("node has ended: " + Files.readString(errors));
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.delete(errors);
    }
}
