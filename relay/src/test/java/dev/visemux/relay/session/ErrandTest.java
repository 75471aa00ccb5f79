// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Endpoint;
import dev.visemux.relay.provider.Errand;
import dev.visemux.relay.session.Frames.Frame;
import dev.visemux.relay.upstream.Asker.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session whose vendor's REST service says where to dial. */
@Timeout(60)
class ErrandTest {
    private static final String FIRST = "{\"type\":\"first\"}";

    private static Errand errand(String scheme) {
        return new Errand(HttpMethod.GET, URI.create(scheme + "://vendor/token"), new DefaultHttpHeaders(), null, body -> {
            if (body.isEmpty()) {
                throw new RelayException(RelayError.UPSTREAM_HOST_REFUSED);
            }
            return new Endpoint(URI.create(body), new DefaultHttpHeaders());
        });
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, "application/json", body);
    }

    @Test
    void shouldAskFirstAndDialWhatTheAnswerSays() {
        try (Wire wire = new Wire(errand("http"))) {
            wire.clientSays(FIRST);
            assertThat(wire.dialed).isNull();
            wire.asked.answered(answer(200, "ws://vendor/there"));
            assertThat(wire.dialed).hasToString("ws://vendor/there");
            assertThat(wire.vendorBytes()).isEmpty();
            wire.stand();
            assertThat(wire.vendorFrames()).extracting(Frame::payload).containsExactly(FIRST);
            wire.pass(2 * Wire.CONNECT_LIMIT.toMillis());
            assertThat(wire.session.open()).as("the limit is for the beginning").isTrue();
        }
    }

    @Test
    void shouldKeepTheClientsMaskOnlyWhereTheErrandIsSecret() {
        byte[] bytes = Frames.encode(true, Frames.text(FIRST));
        for (String scheme : new String[] {"http", "https"}) {
            try (Wire wire = new Wire(errand(scheme))) {
                wire.asked.answered(answer(200, "wss://vendor/there"));
                wire.stand();
                wire.clientSends(bytes);
                assertThat(java.util.Arrays.equals(wire.vendorBytes(), bytes)).isEqualTo(scheme.equals("https"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"401, 1008 upstream_unauthorized", "403, 1008 upstream_unauthorized", "422, 1011 upstream_unreachable",
        "500, 1011 upstream_unreachable", "302, 1011 upstream_unreachable"})
    void shouldTellTheClientWhatTheServiceMeant(int status, String close) {
        try (Wire wire = new Wire(errand("http"))) {
            wire.asked.answered(answer(status, "ws://vendor/there"));
            assertRefused(wire, close);
        }
    }

    @Test
    void shouldTellTheClientThatTheAnswerWasRefused() {
        try (Wire wire = new Wire(errand("http"))) {
            wire.asked.answered(answer(200, ""));
            assertRefused(wire, "1011 upstream_host_refused");
            assertThat(wire.metrics.value(RelayError.UPSTREAM_HOST_REFUSED)).isOne();
        }
    }

    @Test
    void shouldTellTheClientThatTheServiceIsNotThere() {
        try (Wire wire = new Wire(errand("http"))) {
            wire.asked.refused(RelayError.UPSTREAM_PROTOCOL_ERROR);
            assertRefused(wire, "1011 upstream_protocol_error");
        }
    }

    @Test
    void shouldKeepOneLimitForBothSteps() {
        long limit = Wire.CONNECT_LIMIT.toMillis();
        try (Wire wire = new Wire(errand("http"))) {
            wire.pass(limit - 1);
            wire.asked.answered(answer(200, "ws://vendor/there"));
            assertThat(wire.clientBytes()).isEmpty();
            wire.pass(1);
            assertThat(wire.clientFrames().getLast().payload()).isEqualTo("1011 upstream_unreachable");
            assertThat(wire.vendor.isOpen()).isFalse();
        }
        try (Wire wire = new Wire(errand("http"))) {
            wire.pass(limit);
            assertRefused(wire, "1011 upstream_unreachable");
            assertThat(wire.rest.isOpen()).isFalse();
            wire.asked.answered(answer(200, "ws://vendor/late"));
            assertThat(wire.dialed).isNull();
        }
    }

    @Test
    void shouldGiveUpWhicheverStepItIsAtWhenTheClientLeaves() {
        try (Wire wire = new Wire(errand("http"))) {
            wire.client.close();
            assertThat(wire.rest.isOpen()).isFalse();
            assertThat(wire.sessions.count()).isZero();
            wire.asked.refused(RelayError.UPSTREAM_UNREACHABLE);
            assertThat(wire.metrics.value(RelayError.UPSTREAM_UNREACHABLE)).isZero();
        }
        try (Wire wire = new Wire(errand("http"))) {
            wire.asked.answered(answer(200, "ws://vendor/there"));
            wire.client.close();
            assertThat(wire.vendor.isOpen()).isFalse();
            assertThat(wire.sessions.count()).isZero();
        }
    }

    private static void assertRefused(Wire wire, String close) {
        assertThat(wire.clientFrames().getLast().payload()).isEqualTo(close);
        assertThat(wire.dialed).isNull();
    }
}
