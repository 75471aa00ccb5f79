// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.RelayServer;
import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A fake vendor, the real relay and a tenant's backend in one process, on free loopback ports. What is configured is
 * what an operator would set; nothing of the relay is replaced.
 */
final class Rig implements AutoCloseable {
    static final String VENDOR_KEY = "ek_rig_5d1c8a02b7e94f63";
    private static final String TENANTS = "tenants.yaml";

    private final Path folder;
    private final FakeUpstream upstream;
    private final RelayServer relay;
    private final TenantBackend tenant;

    private Rig(Path folder, FakeUpstream upstream, RelayServer relay, TenantBackend tenant) {
        this.folder = folder;
        this.upstream = upstream;
        this.relay = relay;
        this.tenant = tenant;
    }

    /**
     * @param settings laid over the relay's defaults, as {@code Map.of("session.hold", "0ms")}
     */
    static Rig start(FakeOptions options, Map<String, String> settings) throws IOException {
        return start(options, settings, RelayServer::start);
    }

    static Rig start(FakeOptions options, Map<String, String> settings, Function<RelayConfig, RelayServer> relayStart)
            throws IOException {
        options.key = VENDOR_KEY;
        Path folder = Files.createTempDirectory("visemux-rig");
        FakeUpstream upstream = FakeUpstream.start(options);
        try {
            String tenantKey = TenantKeys.create(folder.resolve(TENANTS), "demo");
            RelayServer relay = relayStart.apply(config(folder, upstream, settings));
            return new Rig(folder, upstream, relay, new TenantBackend(relay.publicUrl(), tenantKey, VENDOR_KEY));
        } catch (IOException | RuntimeException e) {
            upstream.close();
            delete(folder);
            throw e;
        }
    }

    private static RelayConfig config(Path folder, FakeUpstream upstream, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "public.host", "127.0.0.1", "public.port", "0", "management.port", "0",
                "tenants.file", folder.resolve(TENANTS).toString(), "ledger.folder", folder.resolve("ledger").toString()));
        for (Vendor vendor : Vendor.values()) {
            all.put("upstreams." + vendor + ".url", vendor.upstreamUrl(upstream.port()).toString());
        }
        all.putAll(settings);
        return RelayConfig.of(all);
    }

    FakeUpstream upstream() {
        return upstream;
    }

    RelayServer relay() {
        return relay;
    }

    TenantBackend tenant() {
        return tenant;
    }

    /** A line of YAML for the tenant's entry, as an operator would add it. */
    void grant(String line) throws IOException {
        Files.writeString(folder.resolve(TENANTS), "  " + line + "\n", StandardOpenOption.APPEND);
    }

    WireClient connect() throws Exception {
        return connect(Vendor.openai, Map.of());
    }

    /** A client in a fresh session whose vendor stands: it has said its first message. */
    WireClient connect(Vendor vendor, Map<String, ?> wishes) throws Exception {
        WireClient client = open(vendor, wishes);
        client.messages().await(_ -> true);
        return client;
    }

    /** A client that the relay has let in, and that has said what its kind says at once. */
    WireClient open(Vendor vendor, Map<String, ?> wishes) throws Exception {
        WireClient client = WireClient.connect(ClientTalk.door(vendor, tenant.signed(vendor, wishes)),
                ClientTalk.protocol(vendor), new DefaultHttpHeaders(), ClientTalk::reflex);
        if (ClientTalk.hello(vendor) != null) {
            client.send(ClientTalk.hello(vendor));
        }
        return client;
    }

    /** All of the latest session, once one more answer has arrived whole. */
    List<Delivery> ask(Vendor vendor, WireClient client) throws Exception {
        FakeSession session = session();
        int before = session.performances().size();
        ClientTalk.ask(vendor).forEach(client::send);
        int messages = session.performances().await(before, _ -> true);
        client.messages().await(messages - 1, _ -> true);
        return Delivery.pair(session.said().entries(), client.messages().entries());
    }

    /** The vendor's side of the latest session. */
    FakeSession session() {
        return upstream.sessions().getLast();
    }

    @Override
    public void close() {
        tenant.close();
        relay.close();
        upstream.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // it lies in the system's temporary folder: the system will remove it
        }
    }
}
