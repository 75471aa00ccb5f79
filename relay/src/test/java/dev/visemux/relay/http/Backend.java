// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.TenantKeys;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;

/** A tenant's backend at one channel of the public door, and the tenant's entry in the file. */
final class Backend implements AutoCloseable {
    private static final ObjectMapper json = new ObjectMapper();
    final String key;
    private final Path file;
    private final String entry;
    private final HttpService service;
    private EmbeddedChannel channel;
    private HttpHeaders answered;

    /** {@code service}: of a tenants file. */
    Backend(Path folder, Function<Path, HttpService> service) {
        try {
            file = folder.resolve("tenants.yaml");
            key = TenantKeys.create(file, "acme");
            entry = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.service = service.apply(file);
        connect();
    }

    /** What stands in the tenant's entry beside its keys. */
    void grant(String yaml) {
        try {
            Files.writeString(file, entry + "  " + yaml + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The headers of the last answer. */
    HttpHeaders answered() {
        return answered;
    }

    JsonNode expect(int status, String path, String body) {
        return expect(status, path, key, body);
    }

    JsonNode expect(int status, String path, String bearer, String body) {
        FullHttpResponse answer = post(path, bearer, body.getBytes(StandardCharsets.UTF_8));
        String text = answer.content().toString(StandardCharsets.UTF_8);
        answer.release();
        assertThat(answer.status().code()).as(text).isEqualTo(status);
        return tree(text);
    }

    /**
     * Posts {@code rounds} bodies that seeded edits make of these; each must be answered with 200 or 400 and JSON.
     *
     * @return how many were refused
     */
    int fuzz(String path, int rounds, String... bodies) {
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] body = mutate(bodies[i % bodies.length].getBytes(StandardCharsets.UTF_8), random);
            FullHttpResponse answer = post(path, key, body);
            assertThat(answer.status().code()).as(new String(body, StandardCharsets.ISO_8859_1)).isIn(200, 400);
            refused += answer.status().code() == 400 ? 1 : 0;
            assertThat(tree(answer.content().toString(StandardCharsets.UTF_8)).isObject()).isTrue();
            answer.release();
        }
        return refused;
    }

    private static byte[] mutate(byte[] body, Random random) {
        byte[] mutated = body;
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] = (byte) "{}[],:\"\\0n".charAt(random.nextInt(10));
                case 2 -> mutated = java.util.Arrays.copyOf(mutated, at + 1);
                default -> System.arraycopy(mutated, at / 2, mutated, at, Math.min(8, mutated.length - at));
            }
        }
        return mutated;
    }

    private FullHttpResponse post(String path, String bearer, byte[] body) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, Unpooled.wrappedBuffer(body));
        request.headers().set("Authorization", "Bearer " + bearer).set("Content-Length", body.length);
        channel.writeInbound(request);
        FullHttpResponse answer = channel.readOutbound();
        answered = answer.headers();
        channel.runPendingTasks();
        if (!channel.isOpen()) {
            connect();
        }
        return answer;
    }

    private void connect() {
        channel = new EmbeddedChannel(service.handler());
    }

    private static JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    @Override
    public void close() {
        assertThat(channel.finishAndReleaseAll()).isFalse();
    }
}
