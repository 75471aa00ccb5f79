// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes that share a segment with a handshake belong to the session. */
class SameSegmentTest {
    private static final String HELLO = "{\"type\":\"session.created\",\"event_id\":\"e1\"}";
    private static final String UPDATE = "{\"type\":\"session.update\"}";

    private ServerSocket vendor;
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        vendor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        String url = "ws://127.0.0.1:" + vendor.getLocalPort() + "/v1/realtime";
        rig = OneShapeModel.rig(Map.of("upstreams.openai.url", url), new AtomicLong());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        vendor.close();
    }

    @Test
    void shouldLoseNothingOnEitherSide() throws Exception {
        URI url = rig.tenant().signedUrl();
        try (RawPeer client = RawPeer.connect(url)) {
            client.write(RawPeer.upgrade(url), RawPeer.frame(UPDATE, true), RawPeer.frame("{}", true));
            try (RawPeer upstream = RawPeer.of(vendor.accept())) {
                String request = upstream.readHead();
                upstream.write(RawPeer.accept(request), RawPeer.frame(HELLO, false), RawPeer.frame("{ }", false));

                assertThat(client.readHead()).startsWith("HTTP/1.1 101");
                assertThat(client.readFrame()).isEqualTo(HELLO);
                assertThat(client.readFrame()).isEqualTo("{ }");
                assertThat(upstream.readFrame()).isEqualTo(UPDATE);
                assertThat(upstream.readFrame()).isEqualTo("{}");
            }
        }
    }
}
