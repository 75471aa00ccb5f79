// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A tenant's backend: holds the tenant key and asks the relay for signed URLs. Any thread. */
public final class TenantBackend implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http;
    private final URI relay;
    private final String tenantKey;
    private final String vendorKey;

    TenantBackend(URI relay, String tenantKey, String vendorKey) {
        this(HttpClient.newHttpClient(), relay, tenantKey, vendorKey);
    }

    /** @param http closed with this */
    public TenantBackend(HttpClient http, URI relay, String tenantKey, String vendorKey) {
        this.http = http;
        this.relay = relay;
        this.tenantKey = tenantKey;
        this.vendorKey = vendorKey;
    }

    String tenantKey() {
        return tenantKey;
    }

    /**
     * The relay's answer, whatever it is.
     *
     * @param wishes laid over what the vendor's provider_config usually says; null takes a field away
     */
    HttpResponse<String> sign(Vendor vendor, Map<String, ?> wishes) throws IOException, InterruptedException {
        Map<String, Object> config = new HashMap<>(usual(vendor));
        config.putAll(wishes);
        config.values().removeIf(Objects::isNull);
        String body = JSON.writeValueAsString(
                Map.of("config", Map.of("provider", vendor.name(), "provider_config", config)));
        return http.send(HttpRequest.newBuilder(relay.resolve("/v1/get-signed-url"))
                .header("Authorization", "Bearer " + tenantKey).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** The timeline of a recording, or the relay's refusal. */
    HttpResponse<String> visemes(String query, String contentType, byte[] audio) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(relay.resolve("/v1/visemes?" + query))
                .header("Authorization", "Bearer " + tenantKey)
                .header("Content-Type", contentType).header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(audio)).build(), BodyHandlers.ofString());
    }

    private Map<String, Object> usual(Vendor vendor) {
        return switch (vendor) {
            case openai -> Map.of("ephemeral_token", vendorKey, "model", "gpt-realtime");
            case gemini -> Map.of("api_key", vendorKey, "model", "gemini-live-2.5-flash-preview");
            case elevenlabs -> Map.of("api_key", vendorKey, "agent_id", "agent_fake");
            case vatel -> Map.of("api_key", vendorKey, "agent_id", "00000000-0000-4000-8000-000000000001");
        };
    }

    /** What a client is told: {@code signed_url}, or {@code base_url} and {@code api_key}. */
    public JsonNode signed(Vendor vendor, Map<String, ?> wishes) throws IOException, InterruptedException {
        HttpResponse<String> answer = sign(vendor, wishes);
        if (answer.statusCode() != 200) {
            throw new IOException("no signed URL: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** OpenAI's answer, which has two forms of one token. */
    JsonNode signed() throws IOException, InterruptedException {
        return signed(Vendor.openai, Map.of());
    }

    URI signedUrl() throws IOException, InterruptedException {
        return ClientTalk.door(Vendor.openai, signed());
    }

    @Override
    public void close() {
        http.close();
    }
}
