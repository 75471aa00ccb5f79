// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.relay.ops.Closes;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What is told of a session when it is over, by its line in the log and by the metrics. */
@Timeout(60)
class SessionLineTest {
    private static final String SPEECH = delta(pcm(2_400, true));
    private static final String OTHER = "{\"type\":\"rate_limits.updated\"}";

    private final Logger log = (Logger) LoggerFactory.getLogger("visemux.sessions");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.INFO);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
        log.setLevel(null);
        log.setAdditive(true);
    }

    @Test
    void shouldTellWhoItWasAndWhatCameThrough() throws Exception {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "wss://api.vendor.example/v1?key=secret")) {
            wire.pass(120);
            wire.stand();
            wire.clientSays(OTHER, OTHER);
            wire.vendorSays(created("r1"), SPEECH);
            wire.await(2);
            wire.engine.pause();
            wire.vendorSays(SPEECH, OTHER);
            wire.pass(70);
            assertThat(wire.heard()).hasSize(4);
            long read = Frames.encode(true, Frames.text(OTHER), Frames.text(OTHER), Frames.close(1000, "bye")).length;
            wire.clientSays(Frames.close(1000, "bye"));
            wire.vendorSays(Frames.close(1000, "bye"));
            wire.pass(1);
            JsonNode line = line();
            assertThat(line.get("session").textValue()).isEqualTo("test");
            assertThat(line.get("request").textValue()).isEqualTo("asked-1");
            assertThat(line.get("tenant").textValue()).isEqualTo("acme");
            assertThat(line.get("provider").textValue()).isEqualTo("openai");
            assertThat(line.get("door").textValue()).isEqualTo("/v1/realtime");
            assertThat(line.get("vendor_host").textValue()).isEqualTo("api.vendor.example");
            assertThat(line.get("viseme_model").textValue()).isEqualTo("default");
            assertThat(Instant.parse(line.get("start").textValue())).isBefore(Instant.now());
            assertThat(line.get("duration_ms").longValue()).isEqualTo(190);
            assertThat(line.get("dial_ms").longValue()).isEqualTo(120);
            assertThat(line.get("client_messages").longValue()).isEqualTo(2);
            assertThat(line.get("upstream_messages").longValue()).isEqualTo(4);
            assertThat(line.get("client_read_bytes").longValue()).isEqualTo(read);
            assertThat(line.get("client_written_bytes").longValue()).isGreaterThan(line.get("upstream_read_bytes").longValue());
            assertThat(line.get("audio_ms").longValue()).isEqualTo(200);
            assertThat(line.get("audio_messages").longValue()).isEqualTo(2);
            assertThat(line.get("decorated").longValue()).isOne();
            assertThat(line.get("undecorated").toString()).isEqualTo("{\"hold\":1}");
            assertThat(line.at("/added_us/audio/p50").longValue()).as("the first did not wait, by this clock").isLessThanOrEqualTo(25);
            assertThat(line.at("/added_us/audio/max").longValue()).isBetween(50_000L, 60_000L);
            assertThat(line.at("/added_us/other/max").longValue()).as("it came behind").isEqualTo(line.at("/added_us/audio/max").longValue());
            assertThat(line.at("/added_us/client/max").longValue()).isZero();
            assertThat(line.get("close_side").textValue()).isEqualTo("client");
            assertThat(line.get("close_code").intValue()).isEqualTo(1000);
            assertThat(line.get("close_reason").textValue()).isEqualTo("bye");
            assertThat(line.get("error").isNull()).isTrue();
            assertThat(line.toString()).doesNotContain("secret");
            assertThat(wire.metrics.closes().value(Closes.Side.CLIENT, 1000)).isOne();
            assertThat(wire.metrics.dials().acceptedSoFar()).isOne();
        }
    }

    @Test
    void shouldTellWhyTheVendorNeverStood() throws Exception {
        try (Wire wire = new Wire(Map.of(), DspOptions.defaults(), "ws://vendor/")) {
            wire.outcome().refused(RelayError.UPSTREAM_UNAUTHORIZED);
            wire.clientSays(Frames.close(1008, ""));
            JsonNode line = line();
            assertThat(line.get("dial_ms").isNull()).isTrue();
            assertThat(line.get("close_side").textValue()).isEqualTo("relay");
            assertThat(line.get("close_code").intValue()).isEqualTo(1008);
            assertThat(line.get("error").textValue()).isEqualTo("upstream_unauthorized");
            assertThat(wire.metrics.dials().refusedSoFar(RelayError.UPSTREAM_UNAUTHORIZED)).isOne();
        }
    }

    @Test
    void shouldTellAConnectionThatJustWent() throws Exception {
        try (Wire wire = new Wire()) {
            wire.client.close();
            wire.vendorSays(Frames.close(1001, ""));
            JsonNode line = line();
            assertThat(line.get("close_side").textValue()).isEqualTo("client");
            assertThat(line.get("close_code").intValue()).isEqualTo(Closing.ABNORMAL);
            assertThat(line.get("error").textValue()).isEqualTo("client_lost");
            assertThat(wire.metrics.closes().value(Closes.Side.CLIENT, Closing.ABNORMAL)).isOne();
        }
    }

    @Test
    void shouldLeaveOutWhatCouldBeAKey() throws Exception {
        try (Wire wire = new Wire()) {
            wire.vendorSays(Frames.close(3000, "invalid_request_error: bad key sk-proj-9fK2****xY7z, see session_expired"));
            wire.clientSays(Frames.close(3000, ""));
            wire.pass(1);
            assertThat(line().get("close_reason").textValue()).isEqualTo("invalid_request_error: bad key ***, see session_expired");
            assertThat(wire.metrics.closes().value(Closes.Side.UPSTREAM, 3000)).isOne();
        }
    }

    /** Back-pressure: more is held than may wait. */
    @Test
    void shouldCountHowLongALegWasNotRead() throws Exception {
        try (Wire wire = new Wire(Map.of("session.buffer_bytes", "64KiB"))) {
            wire.engine.pause();
            wire.vendorSays(SPEECH, "{\"type\":\"x\",\"x\":\"" + "y".repeat(100_000) + "\"}");
            assertThat(wire.vendor.config().isAutoRead()).isFalse();
            wire.pass(60); // hold: then all of it leaves
            assertThat(wire.vendor.config().isAutoRead()).isTrue();
            assertThat(wire.count(Counter.UPSTREAM_PAUSED_NANOS)).isBetween(50_000_000L, 60_000_000L);
            assertThat(wire.count(Counter.CLIENT_PAUSED_NANOS)).isZero();
        }
    }

    private JsonNode line() throws JsonProcessingException {
        assertThat(lines.list).hasSize(1);
        return new ObjectMapper().readTree(lines.list.getFirst().getFormattedMessage());
    }
}
