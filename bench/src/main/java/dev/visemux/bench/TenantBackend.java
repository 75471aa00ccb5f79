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

/** A tenant's backend: holds the tenant key and asks the relay for signed URLs. Any thread. */
final class TenantBackend implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI relay;
    private final String tenantKey;
    private final String vendorKey;

    TenantBackend(URI relay, String tenantKey, String vendorKey) {
        this.relay = relay;
        this.tenantKey = tenantKey;
        this.vendorKey = vendorKey;
    }

    String tenantKey() {
        return tenantKey;
    }

    /** The relay's answer, whatever it is. */
    HttpResponse<String> sign() throws IOException, InterruptedException {
        String body = """
                {"config":{"provider":"openai","provider_config":{"ephemeral_token":"%s","model":"gpt-realtime"}}}"""
                .formatted(vendorKey);
        return http.send(HttpRequest.newBuilder(relay.resolve("/v1/get-signed-url"))
                .header("Authorization", "Bearer " + tenantKey).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Both forms of one fresh token: {@code signed_url}, or {@code url} and {@code api_key}. */
    JsonNode signed() throws IOException, InterruptedException {
        HttpResponse<String> answer = sign();
        if (answer.statusCode() != 200) {
            throw new IOException("no signed URL: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    URI signedUrl() throws IOException, InterruptedException {
        return URI.create(signed().path("signed_url").asText());
    }

    @Override
    public void close() {
        http.close();
    }
}
