// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A relay as a process of its own that runs out of something: who is there goes on, who comes is told, and it recovers. */
@Timeout(120)
class ScarcityTest {
    private static final Close OVERLOADED = new Close(1013, "overloaded");

    @TempDir
    private Path folder;
    private final List<RawPeer> crowd = new ArrayList<>();
    private FakeUpstream upstream;
    private RelayProcess relay;
    private Bystander bystander;

    @BeforeEach
    void listen() throws IOException {
        upstream = FakeUpstream.start(SharedRig.options());
    }

    @AfterEach
    void stop() throws IOException {
        disperse();
        bystander.close();
        relay.close();
        upstream.close();
    }

    private void start(String limits, Map<String, String> settings) throws Exception {
        relay = RelayProcess.start(folder, upstream, settings, limits);
        bystander = Bystander.join(upstream, relay.tenant());
    }

    private void disperse() throws IOException {
        for (RawPeer peer : crowd) {
            peer.close();
        }
        crowd.clear();
    }

    /** As when another process has taken what there was. */
    @Test
    void shouldGoOnWithoutFileDescriptors() throws Exception {
        start(":", Map.of("session.hold", "5s"));
        URI url = relay.tenant().signedUrl();
        try (RawPeer early = RawPeer.connect(url)) {
            Await.until("it is in", () -> FaultStage.gauge(relay.management(), "visemux_connections_open") >= 3);
            relay.limitDescriptors(relay.descriptors());
            for (int i = 0; i < 100; i++) {
                crowd.add(RawPeer.connect(url));
            }
            Await.until("nothing is left", () -> relay.log().contains("the public port cannot accept connections"));
            bystander.felt();
            early.write(RawPeer.upgrade(url));
            assertThat(early.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(early.readClose()).as("no socket for its vendor").isEqualTo(new Close(1011, "upstream_unreachable"));
            bystander.felt();
        }
        relay.limitDescriptors(10_000);

        Await.until("it recovers", () -> FaultStage.gauge(relay.management(), "visemux_connections_open") >= 100);
        RawPeer.upgraded(relay.tenant().signedUrl()).close();
        assertThat(FaultStage.gauge(relay.management(), "visemux_accept_failures_total")).isPositive();
        assertThat(relay.log()).contains("the public port accepts connections again").doesNotContain("NoClassDefFoundError");
        assertThat(relay.log().split("the public port cannot accept", -1)).as("one line for all of it").hasSize(2);
        log("out of file descriptors");
    }

    @Test
    void shouldNotTakeMoreThanItsFileDescriptorsBear() throws Exception {
        start("ulimit -n 500", Map.of("session.hold", "5s", "management.max_connections", "20"));
        assertThat(relay.log()).contains("raise its limit (ulimit -n)");
        URI url = relay.tenant().signedUrl();
        try (RawPeer early = RawPeer.connect(url)) {
            Await.until("connections are refused", () -> {
                crowd.add(RawPeer.connect(url));
                return FaultStage.gauge(relay.management(), "visemux_connections_refused_total") > 0;
            });
            early.write(RawPeer.upgrade(url), RawPeer.frame(Turn.ASK, true));
            assertThat(early.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(early.readFrame()).as("there is a socket for its vendor").contains("session.created");
        }
        assertThat(relay.log()).doesNotContain("cannot accept");
        log("as many connections as it bears");
    }

    private void log(String what) throws Exception {
        LoggerFactory.getLogger(ScarcityTest.class).info("{}, bystander: {}", what, bystander.felt());
    }

    @Test
    void shouldShedSessionsWhileTheHeapIsNearlyFull() throws Exception {
        start("export JAVA_TOOL_OPTIONS=-Xmx160m", Map.of("session.hold", "5s", "session.shed_above_percent", "60"));
        URI url = relay.tenant().signedUrl();
        String head = "POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + relay.tenant().tenantKey()
                + "\r\nContent-Type: application/json\r\nContent-Length: 33000000\r\n\r\n{\"sample_rate\":16000,\"audio\":\"";
        byte[] most = "A".repeat(28 << 20).getBytes();
        Await.until("it sheds", () -> {
            if (crowd.size() < 5) {
                crowd.add(RawPeer.connect(url));
                crowd.getLast().write(head, most);
            }
            try (RawPeer oneMore = RawPeer.upgraded(relay.tenant().signedUrl())) {
                oneMore.write("", RawPeer.frame(0x88, RawPeer.close(1000, ""), true));
                return oneMore.readClose().equals(OVERLOADED);
            }
        });
        bystander.felt();
        disperse();

        Await.until("it recovers", () -> {
            try (RawPeer again = RawPeer.upgraded(url)) {
                again.write("", RawPeer.frame(0x88, RawPeer.close(1000, ""), true));
                return !again.readClose().equals(OVERLOADED);
            }
        });
        assertThat(relay.log()).contains("no memory for new sessions: heap ").doesNotContain("OutOfMemory");
        log("heap nearly full");
    }

    /** Readers that take nothing, each with as much as session.buffer_bytes and a read allow. */
    @Test
    void shouldShedSessionsWhileItsBuffersAreNearlyFull() throws Exception {
        try (HandVendor vendor = HandVendor.open()) {
            start("export JAVA_TOOL_OPTIONS=-Dio.netty.maxDirectMemory=" + (64 << 20), Map.of("session.hold", "5s",
                    "session.shed_above_percent", "25", "session.buffer_bytes", "4MiB",
                    "upstreams.openai.url", vendor.url("ws://127.0.0.1")));
            URI url = relay.tenant().signedUrl();
            List<RawPeer> speakers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                crowd.add(RawPeer.upgraded(relay.tenant().signedUrl()));
                speakers.add(vendor.answer());
            }
            crowd.addAll(speakers);
            speakers.forEach(ScarcityTest::speakUntilCut);
            Await.until("they are full", () -> FaultStage.gauge(relay.management(), "visemux_direct_used_bytes") > 16 << 20);
            try (RawPeer oneMore = RawPeer.upgraded(url)) {
                assertThat(oneMore.readClose()).isEqualTo(OVERLOADED);
            }
            bystander.felt();
            disperse();
            Await.until("they are empty", () -> FaultStage.gauge(relay.management(), "visemux_direct_used_bytes") < 8 << 20);
            try (RawPeer again = RawPeer.upgraded(url); RawPeer behind = vendor.answer()) {
                behind.write("", RawPeer.frame("{}", false));
                assertThat(again.readFrame()).isEqualTo("{}");
            }
        }
        assertThat(relay.log()).contains("no memory for new sessions: heap ").doesNotContain("OutOfMemory");
        log("buffers nearly full");
    }

    private static void speakUntilCut(RawPeer vendor) {
        byte[] audio = RawPeer.frame(Turn.delta(new byte[48_000]).json(), false);
        Thread.ofVirtual().start(() -> vendor.speakUntilCut(audio, new AtomicLong()));
    }
}
