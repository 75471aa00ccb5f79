// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.TRACE_SPANS;
import static dev.visemux.relay.ops.Metrics.Counter.TRACE_SPANS_DELIVERED;
import static dev.visemux.relay.ops.Metrics.Counter.TRACE_SPANS_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a collector of OpenTelemetry's is told of a session, and what becomes of sessions without one. */
@Timeout(120)
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @Test
    void shouldTellASessionWithItsTurnsAndContinueTheClientsTrace() throws Exception {
        try (Collector collector = new Collector()) {
            String url = talk(collector.endpoint(), Map.of(), "00-" + TRACE + "-" + PARENT + "-01");

            Span span = collector.spans().getFirst();
            assertThat(collector.spans()).hasSize(1);
            assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
            assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray())).isEqualTo(PARENT);
            assertThat(span.getEventsList()).extracting(Span.Event::getName)
                    .startsWith("connected", "audio begins", "interruption", "audio begins", "audio done").endsWith("close");
            assertThat(attributes(span, "audio done")).containsEntry("visemux.audio_ms", 6645L); // of greeting.wav
            assertThat(attributes(span, "close")).containsEntry("visemux.close.side", "upstream")
                    .containsEntry("visemux.close.code", 1008L).containsEntry("visemux.close.reason", "the call is over");
            assertThat(Collector.attributes(span.getAttributesList())).containsEntry("visemux.tenant", "demo")
                    .containsEntry("visemux.provider", "openai").containsKeys("visemux.session", "visemux.request");
            assertThat(Collector.attributes(collector.resources().getFirst().getResource().getAttributesList()))
                    .containsEntry("service.name", "relay-7");
            assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(collector.text()).doesNotContain(Rig.VENDOR_KEY).doesNotContain(url.substring(url.indexOf('=') + 1));
        }
    }

    @Test
    void shouldBeginATraceOfItsOwnWhereAClientTellsNonsense() throws Exception {
        for (String nonsense : List.of("", "00", "00-" + TRACE, "ff-" + TRACE + "-" + PARENT + "-01", "x".repeat(8_000),
                "00-" + "0".repeat(32) + "-" + PARENT + "-01", "00-" + TRACE + "-" + PARENT + "-0\u00e4")) {
            try (Collector collector = new Collector()) {
                talk(collector.endpoint(), Map.of(), nonsense);

                assertThat(collector.spans()).singleElement().satisfies(span -> {
                    assertThat(span.getParentSpanId().isEmpty()).isTrue();
                    assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isNotEqualTo(TRACE);
                });
            }
        }
    }

    @Test
    void shouldLeaveOutWhoIsNotToBeTraced() throws Exception {
        try (Collector collector = new Collector()) {
            talk(collector.endpoint(), Map.of(), "00-" + TRACE + "-" + PARENT + "-00");
            talk(collector.endpoint(), Map.of("tracing.sample_percent", "0"), "00-" + TRACE + "-" + PARENT + "-01");

            assertThat(collector.spans()).isEmpty();
        }
    }

    @Test
    void shouldServeAsEverWhereNobodyTakesSpansAndCountThem() throws Exception {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = "http://127.0.0.1:" + socket.getLocalPort() + "/v1/traces";
        }
        talk(nobody, Map.of("tracing.timeout", "30s"), "");

        assertThat(metrics.value(TRACE_SPANS)).isEqualTo(1);
        assertThat(metrics.value(TRACE_SPANS_FAILED)).isEqualTo(1);
        assertThat(metrics.value(TRACE_SPANS_DELIVERED)).isZero();
    }

    private Metrics metrics;

    /** A session in which the user interrupts, the agent speaks again and the vendor hangs up; then the relay ends. */
    private String talk(String endpoint, Map<String, String> settings, String traceparent) throws Exception {
        Map<String, String> whole = new HashMap<>(settings);
        whole.putAll(Map.of("tracing.endpoint", endpoint, "tracing.service_name", "relay-7", "session.hold", "5s"));
        try (Rig rig = Rig.start(SharedRig.options(), whole)) {
            metrics = rig.relay().metrics();
            URI url = ClientTalk.door(Vendor.openai, rig.tenant().signed(Vendor.openai, Map.of()));
            try (WireClient client = WireClient.connect(url, ClientTalk.protocol(Vendor.openai),
                    new DefaultHttpHeaders(false).set("traceparent", traceparent))) {
                interrupt(rig, client);
                List<Delivery> all = Turn.ask(rig, client);
                rig.session().write(new CloseWebSocketFrame(1008, "the call is over"));
                client.closed().get(Journal.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(all).allMatch(Delivery::identical);
                assertThat(Turn.audio(all)).hasSizeGreaterThan(5).allMatch(delivery -> delivery.injected() != null);
            }
            return url.toString();
        }
    }

    private static void interrupt(Rig rig, WireClient client) throws Exception {
        client.messages().await(_ -> true);
        rig.session().tell(Turn.delta(new byte[4_800]));
        client.messages().await(1, _ -> true);
        rig.session().tell(new Line("{\"type\":\"input_audio_buffer.speech_started\"}", 0, false));
        client.messages().await(2, _ -> true);
    }

    private static Map<String, Object> attributes(Span span, String event) {
        return span.getEventsList().stream().filter(one -> one.getName().equals(event)).findFirst()
                .map(one -> Collector.attributes(one.getAttributesList())).orElseThrow();
    }
}
