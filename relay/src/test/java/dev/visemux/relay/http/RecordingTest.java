// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings when something is slow, full, broken or gone. */
@Timeout(120)
class RecordingTest {
    private static final int PIECE_BYTES = 64_000;

    @Test
    void shouldStopTheSocketWhileTheEngineStandsStillAndLoseNothing() throws Exception {
        try (LocalRelay relay = LocalRelay.start(); Wire wire = relay.wire()) {
            byte[] pcm = Sound.repeated(200);
            Events expected = Events.read(relay.post("/v1/visemes", "audio/l16", pcm).body());
            relay.server.engine().pause();
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(wire, relay.key, pcm, sent));
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(pcm.length * 2L / 3);
            assertThat(relay.manage("GET", "/healthz").statusCode()).as("the event loop is free").isEqualTo(200);
            relay.server.engine().resume();
            sending.get(30, TimeUnit.SECONDS);
            assertThat(Events.read(unchunked(wire.rest()))).isEqualTo(expected);
        }
    }

    @Test
    void shouldServeAClientThatSendsAllBeforeItReads() throws Exception {
        try (LocalRelay relay = LocalRelay.start(); Wire wire = relay.wire()) {
            wire.socket.setReceiveBufferSize(65_536);
            byte[] pcm = Sound.repeated(100);
            send(wire, relay.key, "chunk_ms=50", pcm, new AtomicLong());
            Events events = Events.read(unchunked(wire.rest()));
            assertThat(events.millis()).isEqualTo(pcm.length / 2 / 16);
        }
    }

    @Test
    void shouldAnswerATimelineLargerThanTheSocketTakesAtOnce() throws Exception {
        try (LocalRelay relay = LocalRelay.start()) {
            var answer = relay.send(relay.to("/v1/visemes").header("Accept", "application/json").header("Content-Type", "audio/l16")
                    .POST(BodyPublishers.ofByteArray(Sound.repeated(400))));
            assertThat(answer.body()).hasSizeGreaterThan(64 * 1024).endsWith("}]}");
            // It is counted after its last byte was given to the socket.
            await(() -> relay.server.metrics().value(Metrics.Counter.RECORDINGS) == 1);
        }
    }

    @Test
    void shouldSayWhichChunkFailed() throws Exception {
        AtomicLong callsLeft = new AtomicLong(Long.MAX_VALUE);
        try (LocalRelay relay = LocalRelay.start(breaking(callsLeft))) {
            callsLeft.set(3);
            String answer = relay.post("/v1/visemes", VisemeEndpointsTest.json(Sound.repeated(5), "")).body();
            int end = answer.indexOf("event: error");
            Events told = Events.read(answer.substring(0, end));
            int failed = told.progress().size() + 1;
            String fault = "{\"message\":\"The engine failed at chunk " + failed + "\",\"chunk_id\":" + failed + "}";
            assertThat(answer.substring(end)).isEqualTo("event: error\ndata: " + fault + "\n\nerror: " + fault + "\n\n");
        }
    }

    @Test
    void shouldAnswer500WhereNothingWasSaidYet() throws Exception {
        AtomicLong callsLeft = new AtomicLong(Long.MAX_VALUE);
        try (LocalRelay relay = LocalRelay.start(breaking(callsLeft))) {
            callsLeft.set(0);
            var answer = relay.send(relay.to("/v1/visemes").header("Accept", "application/json").header("Content-Type", "audio/l16")
                    .POST(BodyPublishers.ofByteArray(Sound.pcm())));
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Internal server error\",\"code\":\"internal\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio/l16", "application/json"})
    void shouldLetGoOfEverythingWhenAClientLeaves(String type) throws Exception {
        try (LocalRelay relay = LocalRelay.start("http.held_bytes", "1MiB")) {
            for (int i = 0; i < 20; i++) {
                try (Wire wire = relay.wire()) {
                    wire.send("POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + relay.key + "\r\nContent-Type: " + type
                            + "\r\nContent-Length: 900000\r\n\r\n{\"audio\":\"").send("AAAA".repeat(100_000));
                }
            }
            // Had they kept what they held, there would be no room.
            String body = VisemeEndpointsTest.json(Sound.repeated(10), "");
            await(() -> relay.post("/v1/visemes", body).statusCode() == 200);
            assertThat(relay.manage("GET", "/metrics").body()).contains("visemux_http_requests_open 0.0\n");
        }
    }

    @Test
    void shouldRefuseToHoldMoreThanAllRequestsMay() throws Exception {
        try (LocalRelay relay = LocalRelay.start("http.held_bytes", "1MiB")) {
            var answer = relay.post("/v1/visemes", VisemeEndpointsTest.json(Sound.repeated(20), ""));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("\"code\":\"overloaded\"");
            assertThat(relay.post("/v1/visemes", "audio/l16", Sound.repeated(40)).statusCode()).as("streams hold little").isEqualTo(200);
        }
    }

    /** The real network, as often as {@code callsLeft} says. */
    private static VisemeModels breaking(AtomicLong callsLeft) {
        VisemeModel real = VisemeModels.in(Settings.home().resolve("config/models")).load("default");
        return VisemeModels.of(Map.of("default", () -> new VisemeModel() {
            @Override
            public ModelManifest manifest() {
                return real.manifest();
            }

            @Override
            public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
                if (callsLeft.decrementAndGet() < 0) {
                    throw new IllegalStateException("broken on purpose");
                }
                real.infer(rows, batch, hops, scores);
            }

            @Override
            public void close() {
                real.close();
            }
        }));
    }

    private static void send(Wire wire, String key, byte[] pcm, AtomicLong sent) {
        send(wire, key, "", pcm, sent);
    }

    private static void send(Wire wire, String key, String query, byte[] pcm, AtomicLong sent) {
        try {
            wire.send("POST /v1/visemes?" + query + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + key
                    + "\r\nContent-Type: audio/l16\r\nContent-Length: " + pcm.length + "\r\n\r\n");
            for (int at = 0; at < pcm.length; at += PIECE_BYTES) {
                wire.send(java.util.Arrays.copyOfRange(pcm, at, Math.min(pcm.length, at + PIECE_BYTES)));
                sent.addAndGet(PIECE_BYTES);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitStandstill(AtomicLong counter) throws Exception {
        long[] last = {-1, 0};
        await(() -> {
            last[1] = counter.get() == last[0] && last[0] > 0 ? last[1] + 1 : 0;
            last[0] = counter.get();
            return last[1] == 20;
        });
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** The body of a chunked answer. */
    private static String unchunked(String answer) {
        StringBuilder body = new StringBuilder();
        int at = answer.indexOf("\r\n\r\n") + 4;
        for (int length = length(answer, at); length > 0; length = length(answer, at)) {
            at = answer.indexOf("\r\n", at) + 2;
            body.append(answer, at, at + length);
            at += length + 2;
        }
        return body.toString();
    }

    private static int length(String answer, int at) {
        return Integer.parseInt(answer.substring(at, answer.indexOf("\r\n", at)), 16);
    }
}
