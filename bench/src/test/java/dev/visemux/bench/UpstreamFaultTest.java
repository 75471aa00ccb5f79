// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A vendor that cannot be had: the client is let in and told why. */
@ExtendWith(SharedRig.class)
class UpstreamFaultTest {
    private final Rig rig;

    UpstreamFaultTest(Rig rig) {
        this.rig = rig;
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
