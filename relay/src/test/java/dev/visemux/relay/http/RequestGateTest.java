// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import dev.visemux.relay.ops.RelayError;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads and connections as no well-behaved client would make them, through real sockets. */
@Timeout(60)
class RequestGateTest {
    private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";
    private static LocalRelay relay;

    @BeforeAll
    static void start() {
        relay = LocalRelay.start("http.handshake", "500ms", "http.idle", "1s", "http.upgrades_per_minute", "3");
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void shouldNameEveryAnswerWithTheRequestsIdOrItsOwn() throws IOException {
        assertThat(answer("GET /openapi.yaml" + HOST + "X-Request-Id: mine-1\r\nConnection: close\r\n\r\n")).contains("\r\nX-Request-Id: mine-1\r\n");
        assertThat(answer("GET /openapi.yaml" + HOST + "X-Request-Id: no spaces!\r\nConnection: close\r\n\r\n"))
                .containsPattern("\r\nX-Request-Id: [0-9a-f]{16}\r\n");
        assertThat(answer("GET /nowhere" + HOST + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 404").contains("\r\nX-Request-Id: ");
        assertThat(answer("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").contains("\r\nX-Request-Id: ", "\"code\":\"invalid_request\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "GET /nowhere HTTP/9.9\r\n\r\n", "GET /\0 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nA\0B: c\r\n\r\n", "GET / HTTP/1.1\r\n: c\r\n\r\n", "\u0016\u0003\u0001\2\0\1\0\1\u00fc\3\3\r\n\r\n"})
    void shouldAnswerMalformedHeads(String head) throws IOException {
        assertThat(answer(head)).startsWith("HTTP/1.1 4").contains("\r\nX-Request-Id: ", "\"error\":");
    }

    @Test
    void shouldRefuseHeadsBeyondTheLimit() throws IOException {
        assertThat(answer("GET /" + "a".repeat(20_000) + HOST + "\r\n")).startsWith("HTTP/1.1 414").contains("\"code\":\"uri_too_long\"");
        assertThat(answer("GET /" + HOST + "A: " + "a".repeat(20_000) + "\r\n\r\n")).startsWith("HTTP/1.1 431").contains("\"code\":\"headers_too_large\"");
        assertThat(relay.server.metrics().value(RelayError.HEADERS_TOO_LARGE)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /openapi.yaml HTTP/1.1\r\nHost:", "\r\n", "\0\0\0\0"})
    void shouldHangUpOnAHeadThatDoesNotComeInTime(String beginning) throws IOException {
        try (Wire wire = relay.wire()) {
            long began = System.nanoTime();
            wire.send(beginning).rest();
            assertThat(System.nanoTime() - began).isLessThan(10_000_000_000L);
        }
    }

    @Test
    void shouldHangUpOnABodyThatDoesNotComeInTime() throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/get-signed-url" + HOST + "Authorization: Bearer " + relay.key + "\r\nContent-Length: 99\r\n\r\n{");
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void shouldKeepAConnectionForTheNextRequestAndEndItWhenNoneComes() throws IOException {
        try (Wire wire = relay.wire()) {
            for (int i = 0; i < 3; i++) {
                assertThat(wire.send("GET /nowhere" + HOST + "\r\n").until("}")).contains("404");
            }
            assertThat(wire.rest()).isEmpty();
        }
    }

    @Test
    void shouldAnswerThousandsOfPipelinedRequestsInOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            requests.append("GET /nowhere").append(HOST).append("X-Request-Id: r").append(i).append("\r\n\r\n");
        }
        try (Wire wire = relay.wire()) {
            Thread.ofVirtual().start(() -> {
                try {
                    wire.send(requests.toString());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 3000; i++) {
                assertThat(wire.until("}")).contains("X-Request-Id: r" + i + "\r\n");
            }
        }
    }

    @Test
    void shouldLimitUpgradesOfAnAddress() throws IOException {
        String last = "";
        for (int i = 0; i < 5; i++) {
            last = answer("GET /v1/realtime" + HOST + "Connection: Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        }
        assertThat(last).startsWith("HTTP/1.1 429").contains("\"code\":\"rate_limited\"", "RateLimit-Limit: 3\r\n")
                .containsPattern("(?i)retry-after: (1\\d|20)\r\n");
    }

    private static String answer(String request) throws IOException {
        try (Wire wire = relay.wire()) {
            return wire.send(request).rest();
        }
    }
}
