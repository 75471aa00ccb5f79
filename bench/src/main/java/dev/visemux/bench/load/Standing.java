// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.TenantBackend;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A contender that runs, our vendors behind it. Each has one event loop: a worker process, a thread, a process; Visemux a
 * second thread, which names visemes.
 *
 * @param parts its processes and what belongs to them, in the order in which they end
 */
record Standing(Contender contender, Between between, List<AutoCloseable> parts) implements AutoCloseable {
    private static final int START_SECONDS = 20;
    private static final String LARGE_BUFFERS = "proxy_buffer_size 16k; proxy_buffers 8 16k;";
    private static final Map<String, String> ONE_LOOP = Map.of("public.event_loops", "1", "dsp.workers", "1");

    /**
     * @param folder       for its files
     * @param upstreamPort of the vendors
     * @param settings     of Visemux, over its defaults
     * @param flags        of Visemux' JVM
     */
    static Standing start(Contender contender, Path folder, int upstreamPort, Map<String, String> settings,
            List<String> flags) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(contender.name()));
        return switch (contender) {
            case direct -> new Standing(contender, between(contender, upstreamPort, List.of()), List.of());
            case nginx -> nginx(contender, own, upstreamPort, "");
            case nginx16k -> nginx(contender, own, upstreamPort, LARGE_BUFFERS);
            case haproxy -> haproxy(contender, own, upstreamPort);
            case node -> node(contender, own, upstreamPort);
            case undecorated -> visemux(contender, own, upstreamPort, withoutModels(own, settings), flags);
            case visemux -> visemux(contender, own, upstreamPort, settings, flags);
        };
    }

    private static Between between(Contender contender, int port, List<Long> pids) {
        return new Between(contender.label, Way.straight("ws://127.0.0.1:" + port), pids);
    }

    private static Standing nginx(Contender contender, Path folder, int upstreamPort, String buffers)
            throws IOException, InterruptedException {
        int port = freePort();
        Path settings = filled("nginx.conf", folder, port, upstreamPort, buffers);
        return proxy(contender, folder, port, 2, // a master and its worker
                List.of(Program.nginx.path(), "-e", "stderr", "-p", folder.toString(), "-c", settings.toString()));
    }

    private static Standing haproxy(Contender contender, Path folder, int upstreamPort)
            throws IOException, InterruptedException {
        int port = freePort();
        Path settings = filled("haproxy.cfg", folder, port, upstreamPort, "");
        return proxy(contender, folder, port, 1, List.of(Program.haproxy.path(), "-db", "-f", settings.toString()));
    }

    private static Path filled(String file, Path folder, int port, int upstreamPort, String buffers) throws IOException {
        String settings = Files.readString(Contender.FILES.resolve(file)).replace("LISTEN", "" + port)
                .replace("UPSTREAM", "" + upstreamPort).replace("FOLDER", folder.toString()).replace("BUFFERS", buffers);
        return Files.writeString(folder.resolve(file), settings);
    }

    /** These can only be told a port. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Standing proxy(Contender contender, Path folder, int port, int processes, List<String> command)
            throws IOException, InterruptedException {
        Child child = Child.start(folder.resolve("log"), Map.of(), command);
        try {
            awaitDoor(child, port, processes);
            return new Standing(contender, between(contender, port, child.pids()), List.of(child));
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    private static void awaitDoor(Child child, int port, int processes) throws IOException, InterruptedException {
        for (long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);; TimeUnit.MILLISECONDS.sleep(20)) {
            if (!child.isAlive() || System.nanoTime() > until) {
                throw child.ended();
            }
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (child.pids().size() == processes) {
                    return;
                }
            } catch (ConnectException e) {
                continue; // not yet
            }
        }
    }

    private static Standing node(Contender contender, Path folder, int upstreamPort) throws IOException {
        Child child = Child.start(folder.resolve("log"), Map.of(), List.of(Program.node.path(),
                Contender.FILES.resolve("relay.mjs").toString(), "ws://127.0.0.1:" + upstreamPort));
        return new Standing(contender, between(contender, Integer.parseInt(child.line()), child.pids()), List.of(child));
    }

    /** As it runs where an operator lets it go on without a model: it looks into every message and names nothing. */
    private static Map<String, String> withoutModels(Path folder, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("dsp.models", Files.createDirectories(folder.resolve("models")).toString());
        all.put("dsp.when_model_fails", "undecorated");
        return all;
    }

    private static Standing visemux(Contender contender, Path folder, int upstreamPort, Map<String, String> settings,
            List<String> flags) throws IOException {
        Map<String, String> all = new HashMap<>(ONE_LOOP);
        all.putAll(settings);
        RelayProcess relay = RelayProcess.start(folder, flags, upstreamPort, all);
        TenantBackend tenant = new TenantBackend(Way.http().build(), relay.publicUrl(), relay.tenantKey(), "compare");
        return new Standing(contender, new Between(contender.label, Way.signed(tenant), List.of(relay.child().pid())),
                List.of(tenant, relay));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
    }
}
