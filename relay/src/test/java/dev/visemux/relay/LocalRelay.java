// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A whole relay on loopback ports that the system chose, a tenant's key, and a client. */
public final class LocalRelay implements AutoCloseable {
    public final RelayServer server;
    public final String key;
    /** Its tenants file, which ends in the tenant's entry. */
    public final Path tenants;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LocalRelay(RelayServer server, String key, Path tenants) {
        this.server = server;
        this.key = key;
        this.tenants = tenants;
    }

    public static LocalRelay start(String... overrides) {
        return start(VisemeModels.in(Settings.home().resolve("config/models")), overrides);
    }

    /** {@code overrides}: key, value, key, value... */
    public static LocalRelay start(VisemeModels models, String... overrides) {
        try {
            Path tenants = Files.createTempDirectory("relay").resolve("tenants.yaml");
            String key = TenantKeys.create(tenants, "acme");
            Map<String, String> settings = new HashMap<>(Map.of("public.host", "127.0.0.1", "public.port", "0",
                    "management.port", "0", "tenants.file", tenants.toString(),
                    "ledger.folder", tenants.resolveSibling("ledger").toString()));
            for (int i = 0; i < overrides.length; i += 2) {
                settings.put(overrides[i], overrides[i + 1]);
            }
            return new LocalRelay(RelayServer.start(RelayConfig.of(settings), models), key, tenants);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(server.publicUrl() + path)).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)));
    }

    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> manage(String method, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server.managementUrl() + path)).method(method, BodyPublishers.noBody()));
    }

    /** A connection to the public door that says exactly what it is told. */
    public Wire wire() throws IOException {
        return new Wire(server.publicUrl());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
