// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A vendor that cannot be had: the client is let in and told why. */
class UpstreamFaultTest extends OnImpatientRig {
    /** Gemini and ElevenLabs accept and then close: their own code and reason are what the client gets. */
    @ParameterizedTest
    @CsvSource({"openai, refuse, 1008, upstream_unauthorized", "openai, close, 1011, upstream_unreachable",
        "openai, silent, 1011, upstream_unreachable",
        "gemini, refuse, 1007, API key not valid. Please pass a valid API key.",
        "gemini, close, 1011, upstream_unreachable", "gemini, silent, 1011, upstream_unreachable",
        "elevenlabs, refuse, 3000, Could not authorize the conversation",
        "elevenlabs, close, 1011, upstream_unreachable", "elevenlabs, silent, 1011, upstream_unreachable",
        "vatel, refuse, 1008, upstream_unauthorized", "vatel, close, 1011, upstream_unreachable",
        "vatel, silent, 1011, upstream_unreachable"})
    void shouldTellWhatBecameOfTheHandshake(Vendor vendor, FakeOptions.Handshake how, int code, String reason)
            throws Exception {
        FakeOptions options = SharedRig.options();
        options.handshake = how;
        rig.upstream().become(options);
        try (WireClient client = rig.open(vendor, Map.of())) {
            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(code, reason));
        }
    }

    @Test
    void shouldTellThatTheVendorRefusedTheKey() throws Exception {
        FakeOptions options = SharedRig.options();
        options.key = "another";
        rig.upstream().become(options);
        try (WireClient client = WireClient.connect(rig.tenant().signedUrl())) {
            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(1008, "upstream_unauthorized"));
        }
    }

    @Test
    void shouldTellThatTheVendorCannotBeReached() throws Exception {
        int nobodysPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobodysPort = socket.getLocalPort();
        }
        Map<String, String> settings = Map.of("upstreams.openai.url", "ws://127.0.0.1:" + nobodysPort + "/v1/realtime");
        try (Rig other = OneShapeModel.rig(settings, new AtomicLong());
                WireClient client = WireClient.connect(other.tenant().signedUrl())) {
            assertThat(client.closed().get(5, TimeUnit.SECONDS)).isEqualTo(new Close(1011, "upstream_unreachable"));
        }
    }
}
