// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More connections, or sessions, than a relay wants: those that are there go on, one more is told or turned away. */
@Timeout(60)
class CrowdTest {
    @Test
    void shouldForgetThousandsOfConnectionsThatSayNothing() throws Exception {
        try (FaultStage stage = FaultStage.start(Map.of("http.handshake", "2s"))) {
            List<RawPeer> crowd = new ArrayList<>();
            String[] heads = {"", "G", "GET /v1/realtime HTTP/1.1\r\nHost:", "POST /v1/visemes HTTP/1.1\r\nA: b\r\n"};
            for (int i = 0; i < 2_000; i++) {
                RawPeer peer = RawPeer.connect(stage.rig().relay().publicUrl());
                peer.write(heads[i % heads.length]);
                crowd.add(peer);
            }
            for (RawPeer peer : crowd) {
                assertThat(peer.in().read()).isEqualTo(-1);
                peer.close();
            }
            stage.awaitCounted(Counter.SLOW_HEADS, 2_000);
            stage.isCalm();
        }
    }

    @Test
    void shouldTurnAwayWhoIsOneTooMany() throws Exception {
        try (FaultStage stage = FaultStage.start(Map.of("public.max_connections", "50"))) {
            URI url = stage.url();
            List<RawPeer> crowd = new ArrayList<>();
            for (long open = stage.gauge("visemux_connections_open"); open < 50; open++) {
                crowd.add(RawPeer.connect(url));
            }
            Await.until("there is no room", () -> stage.gauge("visemux_connections_open") == 50);
            for (int i = 0; i < 20; i++) {
                try (RawPeer oneMore = RawPeer.connect(url)) {
                    assertThat(oneMore.readClose()).isEqualTo(Close.ABNORMAL);
                }
            }
            stage.awaitCounted(Counter.CONNECTIONS_REFUSED, 20);
            stage.isCalm();
            for (RawPeer peer : crowd) {
                peer.close();
            }
            Await.until("there is room", () -> stage.gauge("visemux_connections_open") < 10);
            RawPeer.upgraded(url).close();
            stage.isCalm();
        }
    }

    @Test
    void shouldShedSessionsBeyondItsLimitAndKeepTheirTokens() throws Exception {
        try (FaultStage stage = FaultStage.start(Map.of("session.max_open", "2")); RawPeer second = stage.connect();
                RawPeer behind = stage.vendor().answer()) {
            URI url = stage.url();
            for (int i = 0; i < 3; i++) {
                try (RawPeer third = RawPeer.upgraded(url)) {
                    assertThat(third.readClose()).isEqualTo(new Close(1013, "overloaded"));
                }
            }
            stage.awaitCounted(RelayError.OVERLOADED, 3);
            second.close();
            stage.isCalm();
            try (RawPeer again = RawPeer.upgraded(url); RawPeer vendor = stage.vendor().answer()) {
                vendor.write("", RawPeer.frame("{}", false));
                assertThat(again.readFrame()).isEqualTo("{}");
            }
            stage.isCalm();
        }
    }
}
