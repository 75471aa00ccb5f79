// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /openapi.yaml} and {@code GET /asyncapi.yaml}: what this relay promises over HTTP and over WebSockets. */
enum Contract {
    OPENAPI("/openapi.yaml"),
    ASYNCAPI("/asyncapi.yaml");

    final String path;
    final String text;

    Contract(String path) {
        this.path = path;
        text = read(path);
    }

    Exchange get(HttpRequest head, Reply reply) {
        return reply.text(200, "application/yaml", text);
    }

    private static String read(String path) {
        try (InputStream yaml = Contract.class.getResourceAsStream(path)) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
