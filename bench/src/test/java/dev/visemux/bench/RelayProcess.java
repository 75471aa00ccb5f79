// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.relay.access.TenantKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ./run relay} as a process of its own, in front of a fake vendor here: for what signals do. */
final class RelayProcess implements AutoCloseable {
    private static final String HOME = System.getProperty("visemux.home");
    private static final long PATIENCE_SECONDS = 60; // a busy machine warms up slowly

    private final Process process;
    private final Path folder;
    private final URI management;
    private final TenantBackend tenant;

    private RelayProcess(Process process, Path folder, URI publicUrl, URI management, String tenantKey) {
        this.process = process;
        this.folder = folder;
        this.management = management;
        tenant = new TenantBackend(publicUrl, tenantKey, Rig.VENDOR_KEY);
    }

    /** Returns when it serves. {@code folder} is for its files. */
    static RelayProcess start(Path folder, FakeUpstream upstream, Map<String, String> settings) throws IOException {
        return start(folder, upstream, settings, ":");
    }

    /** {@code limits}: what a shell does before, as {@code ulimit -n 200}. */
    static RelayProcess start(Path folder, FakeUpstream upstream, Map<String, String> settings, String limits)
            throws IOException {
        String tenantKey = TenantKeys.create(folder.resolve("tenants.yaml"), "demo");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", limits + "; exec \"$@\"", "sh",
                ProcessHandle.current().info().command().orElseThrow(),
                "@" + HOME + "/config/jvm.options", "-Dvisemux.home=" + HOME,
                "-Dlogback.configurationFile=" + HOME + "/config/logging.xml",
                "-cp", System.getProperty("java.class.path"), "dev.visemux.relay.Main", "relay");
        set(builder, "tenants.file", folder.resolve("tenants.yaml").toString());
        set(builder, "ledger.folder", folder.resolve("ledger").toString());
        for (Vendor vendor : Vendor.values()) {
            set(builder, "upstreams." + vendor + ".url", vendor.upstreamUrl(upstream.port()).toString());
        }
        List.of("public.port", "management.port").forEach(port -> set(builder, port, "0"));
        settings.forEach((key, value) -> set(builder, key, value));
        builder.environment().put("VISEMUX_LOG_LEVEL", "TRACE");
        Process process = builder.redirectError(folder.resolve("log").toFile()).start();
        BufferedReader out = process.inputReader();
        String[] ready = String.valueOf(out.readLine()).split(" ");
        if (ready.length != 4) {
            throw new IOException("it did not start: " + Files.readString(folder.resolve("log")));
        }
        return new RelayProcess(process, folder, URI.create(ready[1]), URI.create(ready[3]), tenantKey);
    }

    private static void set(ProcessBuilder builder, String key, String value) {
        builder.environment().put("VISEMUX_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value);
    }

    TenantBackend tenant() {
        return tenant;
    }

    URI management() {
        return management;
    }

    /** File descriptors that it has open. */
    long descriptors() {
        return Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list().length;
    }

    /** How many it may have, from now on. */
    void limitDescriptors(long most) throws IOException, InterruptedException {
        new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + most + ":").inheritIO().start()
                .waitFor();
    }

    /** Everything that it has written to standard error, at TRACE. */
    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        tenant.close();
        process.destroyForcibly().onExit().join();
        Overheard.hear(log());
    }
}
