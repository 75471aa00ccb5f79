// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.TenantBackend;
import dev.visemux.bench.Vendor;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load}: what does a session cost, and how much later do messages arrive? */
@Command(name = "load", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Sessions of real speech through a relay: latency, CPU, memory, and what was lost.", "",
            "Without --url, --direct or --through it starts a relay with its defaults, fake vendors and clients, each in",
            "a process of its own. Every message carries its number, a checksum and the moment when it was due: latency",
            "is counted from there, so that a stall is not forgiven; nothing is subtracted (--direct tells what clients",
            "and vendors take by themselves). Sessions of all vendors speak all the time: the agent turn after turn, the",
            "microphone throughout. Progress goes to standard error, the table to standard output.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every message arrived as it was sent", "1:not so; the last line of the table says why",
            "2:wrong options"},
        footer = {"", "Examples:",
            "  ./run load --sessions 500 --seconds 60                  the relay on this machine",
            "  ./run load --sessions 500 --seconds 60 --direct         the floor: no relay",
            "  ./run load --sessions 50 --pace burst --vendor openai   as fast as the relay takes it",
            "  ./run load --url https://relay.example.com --key KEY --vendor openai --sessions 10",
            "                                        another Visemux and its own vendors, who charge for it. One on this",
            "                                        machine whose upstreams.*.url lead to 127.0.0.1:PORT and that is told",
            "                                        by --upstream-port and --pid is measured as the own one"})
public final class LoadCommand implements Callable<Integer> {
    @Option(names = "--sessions", paramLabel = "N", description = "at the same time (default ${DEFAULT-VALUE})")
    int sessions = 100;

    @Option(names = "--ramp", paramLabel = "S", description = "seconds in which they open (default ${DEFAULT-VALUE})")
    int ramp = 10;

    @Option(names = "--seconds", paramLabel = "T", description = "measured after that (default ${DEFAULT-VALUE})")
    int seconds = 30;

    @Option(names = "--pace", paramLabel = "PACE", description = "${COMPLETION-CANDIDATES}: agent audio as it is spoken, or "
            + "each answer as fast as the socket takes it (default ${DEFAULT-VALUE})")
    FakeOptions.Pace pace = FakeOptions.Pace.real;

    @Option(names = "--vendor", paramLabel = "VENDOR",
            description = "${COMPLETION-CANDIDATES}; may come often (default: all in turn)")
    List<Vendor> vendors = List.of(Vendor.values());

    @Option(names = "--tls", description = "clients come to the relay by TLS; its vendors stay plain")
    boolean tls;

    @Option(names = "--direct", description = "no relay: what clients and vendors take by themselves")
    boolean direct;

    @Option(names = "--through", paramLabel = "URL", description = "any proxy whose upstream is 127.0.0.1:PORT of "
            + "--upstream-port, as ws://127.0.0.1:8000")
    URI through;

    @Option(names = "--url", paramLabel = "URL", description = "a Visemux that is there already; needs --key")
    URI url;

    @Option(names = "--key", paramLabel = "KEY", description = "its tenant key")
    String key;

    @Option(names = "--vendor-key", paramLabel = "KEY", description = "what get-signed-url is told as api_key")
    String vendorKey = "load";

    @Option(names = "--upstream-port", paramLabel = "PORT", description = "where our vendors listen; 0: any free port")
    Integer upstreamPort;

    @Option(names = "--pid", paramLabel = "PID", description = "a process of what --url or --through leads to, if it "
            + "runs on this machine: its CPU and memory are told; may come often")
    List<Long> pids = List.of();

    @Option(names = "--chunk-ms", paramLabel = "MS", description = "agent audio in one message (default ${DEFAULT-VALUE})")
    int chunkMillis = 100;

    @Option(names = "--mic-ms", paramLabel = "MS", description = "microphone audio in one message (default ${DEFAULT-VALUE})")
    int microphoneMillis = 100;

    @Option(names = "--threads", paramLabel = "N", description = "event loops of the clients (default ${DEFAULT-VALUE})")
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

    @Option(names = "--set", paramLabel = "KEY=VALUE", 
            description = "a setting of the relay, as session.hold=0ms; may come often")
    Map<String, String> settings = Map.of();

    @Option(names = "--jvm", paramLabel = "FLAG", description = "a further flag of the relay's JVM; may come often")
    List<String> flags = List.of();

    @Option(names = "--out", paramLabel = "FOLDER",
            description = "where .hgrm files, latency.svg and the processes' logs go (default: a new temporary folder)")
    Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "the table for machines")
    Path json;

    @Spec
    CommandSpec spec;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @Override
    public Integer call() throws Exception {
        check();
        Path folder = out == null ? Files.createTempDirectory("visemux-load") : Files.createDirectories(out);
        try {
            LoadResult result = run(folder);
            new LoadTable(result).print(System.out);
            new LatencyPlot("Latency through " + result.between().name() + ", " + sessions + " sessions",
                    result.histograms()).write(folder);
            System.err.println("load: plots and logs in " + folder);
            if (json != null) {
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), new LoadTable(result).json());
            }
            return result.complaints().isEmpty() ? 0 : 1;
        } finally {
            while (!open.isEmpty()) {
                open.pop().close();
            }
        }
    }

    private void check() {
        require((direct ? 1 : 0) + (through == null ? 0 : 1) + (url == null ? 0 : 1) <= 1,
                "--direct, --through and --url exclude each other");
        require((url == null) == (key == null), "--url and --key belong together");
        require(through == null || upstreamPort != null, "--through needs --upstream-port, where its upstream is");
        require(!tls || !direct && through == null && url == null,
                "--tls is for the relay that this command starts; for another, write https:// or wss://");
        require(sessions > 0 && seconds > 0 && ramp >= 0 && chunkMillis > 0 && microphoneMillis > 0 && threads > 0,
                "--sessions, --seconds, --chunk-ms, --mic-ms and --threads are at least 1, --ramp at least 0");
    }

    private void require(boolean fine, String otherwise) {
        if (!fine) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private LoadResult run(Path folder) throws Exception {
        LoadPlan plan = new LoadPlan(vendors, sessions, ramp, seconds, pace, chunkMillis, microphoneMillis, threads);
        boolean strangers = url != null && upstreamPort == null;
        VendorProcess ours = strangers ? null : keep(VendorProcess.start(folder,
                upstreamPort == null ? 0 : upstreamPort, pace, chunkMillis));
        OwnTls own = tls ? OwnTls.in(folder) : null;
        SslContext clients = own == null ? SslContextBuilder.forClient().build() : own.clients();
        return new LoadRun(plan, ours, between(folder, ours, own), clients, System.err::println).run();
    }

    private Between between(Path folder, VendorProcess ours, OwnTls own) throws IOException {
        if (direct) {
            return new Between("direct", Way.straight("ws://127.0.0.1:" + ours.port()), List.of());
        }
        if (through != null) {
            return new Between(through.getAuthority(), Way.straight(through.toString()), pids);
        }
        if (url != null) {
            return new Between(url.getAuthority(), signed(Way.http().build(), url, key), pids);
        }
        Map<String, String> all = new HashMap<>(own == null ? Map.of() : own.relaySettings());
        all.putAll(settings);
        RelayProcess relay = keep(RelayProcess.start(folder, flags, ours.port(), all));
        HttpClient http = own == null ? Way.http().build() : Way.http().sslContext(own.signing()).build();
        return new Between("relay", signed(http, relay.publicUrl(), relay.tenantKey()), List.of(relay.child().pid()));
    }

    private Way signed(HttpClient http, URI relay, String tenantKey) {
        return Way.signed(keep(new TenantBackend(http, relay, tenantKey, vendorKey)));
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }
}
