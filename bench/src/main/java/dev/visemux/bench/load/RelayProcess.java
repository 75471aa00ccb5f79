// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.Vendor;
import dev.visemux.relay.Main;
import dev.visemux.relay.access.TenantKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A relay as an operator starts it, in a process of its own, on free loopback ports, with one tenant. */
record RelayProcess(Child child, URI publicUrl, String tenantKey) implements AutoCloseable {
    /**
     * @param folder       where its files go: tenants, ledger, log
     * @param upstreamPort where all vendors are
     * @param settings     laid over the relay's defaults, as {@code session.hold} and {@code 0ms}
     */
    static RelayProcess start(Path folder, List<String> flags, int upstreamPort, Map<String, String> settings)
            throws IOException {
        Path tenants = folder.resolve("tenants.yaml");
        String key = TenantKeys.create(tenants, "load");
        Map<String, String> all = new HashMap<>(Map.of(
                "public.host", "127.0.0.1", "public.port", "0", "management.port", "0",
                "tenants.file", tenants.toString(), "ledger.folder", folder.resolve("ledger").toString()));
        for (Vendor vendor : Vendor.values()) {
            all.put("upstreams." + vendor + ".url", vendor.upstreamUrl(upstreamPort).toString());
        }
        all.putAll(settings);
        Child child = Child.start(folder.resolve("relay.log"), flags, environment(all), Main.class, "relay");
        String[] ready = child.line().split(" ");
        return new RelayProcess(child, URI.create(ready[1]), key);
    }

    private static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        settings.forEach((key, value) -> environment.put(
                "VISEMUX_" + key.replace('.', '_').toUpperCase(Locale.ROOT), value));
        return environment;
    }

    @Override
    public void close() {
        child.close();
    }
}
