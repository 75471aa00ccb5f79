// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.GO_AWAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How a session ends on one side is how it ends on the other. */
@ExtendWith(SharedRig.class)
class CloseTest {
    private final Rig rig;

    CloseTest(Rig rig) {
        this.rig = rig;
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldPassTheVendorsCodeAndReasonOnAfterTheLastMessage(Vendor vendor) throws Exception {
        for (String close : List.of("1000:", "1008:Operation is not implemented", "4321:Grüße")) {
            FakeOptions options = SharedRig.options();
            options.close = close;
            assertThat(endOf(vendor, options)).hasToString(expected(close));
        }
    }

    @ParameterizedTest
    @CsvSource({"openai, 1001, 1", "gemini, 1011, 1", "elevenlabs, 1000, 1", "vatel, 1000, 0"})
    void shouldPassTheEndOfASessionThatHasLastedTooLongOnAndCountItsNotice(Vendor vendor, int code, int counted)
            throws Exception {
        FakeOptions options = SharedRig.options();
        options.expire = true;
        long before = rig.relay().metrics().value(GO_AWAY);

        assertThat(endOf(vendor, options).code()).isEqualTo(code);
        assertThat(rig.relay().metrics().value(GO_AWAY)).isEqualTo(before + counted);
    }

    @ParameterizedTest
    @EnumSource(value = Vendor.class, names = "openai", mode = EnumSource.Mode.EXCLUDE) // which goes on after an error
    void shouldPassTheVendorsOwnErrorOn(Vendor vendor) throws Exception {
        FakeOptions options = SharedRig.options();
        options.error = true;

        assertThat(endOf(vendor, options).code()).isEqualTo(1011);
    }

    /** How the client hears that a session ends whose messages all arrived as they were. */
    private Close endOf(Vendor vendor, FakeOptions options) throws Exception {
        rig.upstream().become(options);
        try (WireClient client = rig.connect(vendor, Map.of())) {
            ClientTalk.ask(vendor).forEach(client::send);
            Close close = of(client.closed());
            assertThat(Delivery.pair(rig.session().said().entries(), client.messages().entries()))
                    .isNotEmpty().allMatch(Delivery::identical);
            return close;
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
