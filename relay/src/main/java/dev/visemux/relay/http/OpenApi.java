// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /openapi.yaml}: the contract that this relay keeps. */
final class OpenApi {
    static final String TEXT = read();

    private OpenApi() {}

    static Exchange get(HttpRequest head, Reply reply) {
        return reply.text(200, "application/yaml", TEXT);
    }

    private static String read() {
        try (InputStream yaml = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
