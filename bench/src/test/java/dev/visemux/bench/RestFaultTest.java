// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A vendor whose REST service does not say where to dial, or says it wrongly. */
class RestFaultTest extends OnImpatientRig {
    @ParameterizedTest
    @CsvSource({"elevenlabs, refuse, 1008, upstream_unauthorized", "elevenlabs, fail, 1011, upstream_unreachable",
        "elevenlabs, close, 1011, upstream_unreachable", "elevenlabs, silent, 1011, upstream_unreachable",
        "elevenlabs, foreign, 1011, upstream_host_refused", "vatel, refuse, 1008, upstream_unauthorized",
        "vatel, fail, 1011, upstream_unreachable", "vatel, close, 1011, upstream_unreachable",
        "vatel, silent, 1011, upstream_unreachable"})
    void shouldTellTheClientWhatIsWrong(Vendor vendor, FakeOptions.Rest rest, int code, String reason) throws Exception {
        become(rest);
        try (WireClient client = open(vendor)) {
            assertThat(client.closed().get(10, TimeUnit.SECONDS)).isEqualTo(new Close(code, reason));
        }
    }

    @ParameterizedTest
    @CsvSource({"refuse, 401, invalid_api_key", "fail, 502, upstream_unreachable", "close, 502, upstream_unreachable",
        "silent, 502, upstream_unreachable", "foreign, 502, upstream_host_refused"})
    void shouldTellABackendWhatIsWrong(FakeOptions.Rest rest, int status, String detail) throws Exception {
        become(rest);
        HttpResponse<String> answer = dropIn();
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Heard.json(answer.body()).at("/detail/status").textValue()).isEqualTo(detail);
    }

    @Test
    void shouldOpenASessionWithTheUrlThatABackendGotInElevenLabsWay() throws Exception {
        become(FakeOptions.Rest.answer);
        URI signed = URI.create(Heard.json(dropIn().body()).path("signed_url").textValue());
        try (WireClient client = WireClient.connect(URI.create(signed + "&source=js_sdk"), "convai", new DefaultHttpHeaders())) {
            client.send(ClientTalk.hello(Vendor.elevenlabs));
            assertThat(client.messages().await(_ -> true).string()).contains("conversation_initiation_metadata");
            assertThat(rig.session().requestUri()).startsWith("/v1/convai/conversation?agent_id=agent_fake&")
                    .endsWith("&source=js_sdk").doesNotContain("token=");
        }
    }

    private static void become(FakeOptions.Rest rest) {
        FakeOptions options = SharedRig.options();
        options.rest = rest;
        rig.upstream().become(options);
    }

    private static WireClient open(Vendor vendor) throws Exception {
        return WireClient.connect(ClientTalk.door(vendor, rig.tenant().signed(vendor, Map.of())), ClientTalk.protocol(vendor),
                new DefaultHttpHeaders());
    }

    private static HttpResponse<String> dropIn() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(rig.relay().publicUrl()
                            .resolve("/v1/convai/conversation/get-signed-url?agent_id=agent_fake"))
                    .header("Authorization", "Bearer " + rig.tenant().tenantKey()).header("xi-api-key", Rig.VENDOR_KEY)
                    .build(), BodyHandlers.ofString());
        }
    }
}
