// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpApiTest {
    private static final String HOST = " HTTP/1.1\r\nHost: x\r\n";
    private static final String JSON = "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"api_key\":\"sk\",\"model\":\"m\"}}}";
    private static LocalRelay relay;

    @BeforeAll
    static void start() {
        relay = LocalRelay.start();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void shouldRefuseUnknownPathsAndMethods() throws Exception {
        assertThat(relay.send(relay.to("/v1")).body()).isEqualTo("{\"error\":\"There is nothing at this path\",\"code\":\"not_found\"}");
        var wrong = relay.send(relay.to("/v1/visemes"));
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("POST, OPTIONS");
    }

    @Test
    void shouldAnswerOptionsWithoutOpeningTheDoorToBrowsers() throws Exception {
        var answer = relay.send(relay.to("/v1/get-signed-url").method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://evil.example").header("Access-Control-Request-Method", "POST"));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).contains("POST, OPTIONS");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void shouldTakeABodyInAnyPieces() throws IOException {
        String head = "POST /v1/get-signed-url" + HOST + "Authorization: Bearer " + relay.key + "\r\n";
        try (Wire wire = relay.wire()) {
            wire.send(head + "Content-Length: " + JSON.length() + "\r\n\r\n");
            for (char c : JSON.toCharArray()) {
                wire.send("" + c);
            }
            assertThat(wire.until("}")).contains("200 OK", "signed_url");
            wire.send(head + "Transfer-Encoding: chunked\r\n\r\n");
            for (char c : JSON.toCharArray()) {
                wire.send("1\r\n" + c + "\r\n");
            }
            assertThat(wire.send("0\r\n\r\n").until("}")).contains("200 OK", "signed_url");
        }
    }

    @Test
    void shouldContinueOnlyWhatItWouldTake() throws IOException {
        String expect = "Expect: 100-continue\r\nContent-Length: " + JSON.length() + "\r\n\r\n";
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/get-signed-url" + HOST + "Authorization: Bearer " + relay.key + "\r\n" + expect);
            assertThat(wire.until("\r\n\r\n")).startsWith("HTTP/1.1 100");
            assertThat(wire.send(JSON).until("}")).startsWith("HTTP/1.1 200");
        }
        try (Wire wire = relay.wire()) {
            assertThat(wire.send("POST /v1/get-signed-url" + HOST + expect).rest()).startsWith("HTTP/1.1 401").doesNotContain("HTTP/1.1 100");
        }
    }

    @Test
    void shouldGetARefusalThroughToAClientThatIsStillSending() throws IOException {
        for (int i = 0; i < 10; i++) {
            try (Wire wire = relay.wire()) {
                wire.send("POST /v1/visemes" + HOST + "Content-Type: audio/wav\r\nContent-Length: 500000\r\n\r\n").send(new byte[500_000]);
                assertThat(wire.until("}")).startsWith("HTTP/1.1 403").contains("\"error\":\"Invalid API key\"");
            }
        }
    }

    @Test
    void shouldRefuseAnAnnouncedGiantBeforeItComes() throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/visemes" + HOST + "Authorization: Bearer " + relay.key + "\r\nContent-Length: 99999999999\r\n\r\n");
            assertThat(wire.until("}")).startsWith("HTTP/1.1 413").contains("body_too_large");
        }
    }

    @Test
    void shouldRefuseABodyThatGrowsGiant() throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/get-signed-url" + HOST + "Authorization: Bearer " + relay.key + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            wire.send("20000\r\n").send(new byte[0x20000]);
            assertThat(wire.until("}")).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void shouldSurviveABodyThatIsNotWhatItsHeadAnnounced() throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/get-signed-url" + HOST + "Authorization: Bearer " + relay.key + "\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
            assertThat(wire.rest()).startsWith("HTTP/1.1 400").contains("invalid_request");
        }
    }

    @Test
    void shouldServeHttp10AndClose() throws IOException {
        try (Wire wire = relay.wire()) {
            assertThat(wire.send("GET /openapi.yaml HTTP/1.0\r\n\r\n").rest()).startsWith("HTTP/1.1 200").endsWith(Contract.OPENAPI.text.substring(Contract.OPENAPI.text.length() - 20));
        }
        try (Wire wire = relay.wire()) {
            wire.send("POST /v1/visemes HTTP/1.0\r\nAuthorization: Bearer " + relay.key + "\r\nContent-Type: audio/l16\r\nContent-Length: 640\r\n\r\n").send(new byte[640]);
            assertThat(wire.rest()).startsWith("HTTP/1.1 200").doesNotContain("chunked").endsWith("\"chunk_duration_ms\":20}\n\n");
        }
    }
}
