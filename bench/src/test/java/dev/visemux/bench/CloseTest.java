// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a session ends on one side is how it ends on the other. */
@ExtendWith(SharedRig.class)
class CloseTest {
    private final Rig rig;

    CloseTest(Rig rig) {
        this.rig = rig;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000:", "1001:Your session hit the maximum duration of 60 minutes.", "4321:Grüße"})
    void shouldPassTheVendorsCodeAndReasonOnAfterTheLastMessage(String close) throws Exception {
        FakeOptions options = SharedRig.options();
        options.close = close;
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            client.send(Turn.ASK);

            assertThat(of(client.closed())).hasToString(expected(close));
            assertThat(Delivery.pair(rig.session().said().entries(), client.messages().entries()))
                    .allMatch(Delivery::identical);
        }
    }

    private static String expected(String close) {
        String[] parts = close.split(":", 2);
        return new Close(Integer.parseInt(parts[0]), parts[1]).toString();
    }

    @Test
    void shouldPassACloseWithoutACodeOn() throws Exception {
        try (WireClient client = rig.connect()) {
            rig.session().write(new CloseWebSocketFrame());

            assertThat(of(client.closed())).isEqualTo(new Close(1005, ""));
        }
    }

    @Test
    void shouldTellTheClientWhenTheVendorDiesInsideAMessage() throws Exception {
        FakeOptions options = SharedRig.options();
        options.dropAfter = 3;
        rig.upstream().become(options);
        try (WireClient client = rig.connect()) {
            client.send(Turn.ASK);

            assertThat(of(client.closed()).code()).isEqualTo(1011);
            assertThat(Delivery.pair(rig.session().said().entries(), client.messages().entries()))
                    .allMatch(Delivery::identical);
        }
    }

    @Test
    void shouldPassTheClientsCodeAndReasonOn() throws Exception {
        try (WireClient client = rig.connect()) {
            client.send(new CloseWebSocketFrame(4000, "enough"));

            assertThat(of(rig.session().closed())).isEqualTo(new Close(4000, "enough"));
            assertThat(of(client.closed())).isEqualTo(new Close(4000, "enough"));
        }
    }

    @Test
    void shouldCloseTheVendorsSideWhenTheClientVanishes() throws Exception {
        WireClient client = rig.connect();
        FakeSession session = rig.session();
        client.close();

        assertThat(of(session.closed()).code()).isEqualTo(1001);
    }

    private static Close of(Future<Close> closed) throws Exception {
        return closed.get(Journal.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
