// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that is gone, with a reset or without, at every step of its session: nothing of it is left, its vendor is let go. */
@Timeout(60)
class ClientVanishTest extends OnFaultStage {
    private static final String HELLO = "{\"type\":\"session.created\"}";

    private enum Leaving {
        HANG_UP, RESET;

        void leave(RawPeer client) throws IOException {
            if (this == RESET) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    @BeforeAll
    static void start() throws Exception {
        stage = FaultStage.start(Map.of());
    }

    @Override
    @AfterEach
    void isCalm() throws Exception {
        super.isCalm();
        Await.until("only the bystander is connected", () -> stage.gauge("visemux_connections_open") <= 2); // and its tenant's backend
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldForgetWhoNeverSaidAWholeRequest(Leaving how) throws Exception {
        URI url = stage.url();
        String upgrade = RawPeer.upgrade(url);
        for (int said : new int[] {0, 1, 30, upgrade.length() - 1}) {
            RawPeer client = RawPeer.connect(url);
            client.write(upgrade.substring(0, said));
            how.leave(client);
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldForgetWhoLeavesInABody(Leaving how) throws Exception {
        RawPeer client = RawPeer.connect(stage.rig().relay().publicUrl());
        client.write("POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + stage.rig().tenant().tenantKey()
                + "\r\nContent-Type: audio/l16;rate=16000\r\nContent-Length: 320000\r\n\r\n", new byte[32_000]);
        Await.until("its request is open", () -> stage.gauge("visemux_http_requests_open") == 1);
        how.leave(client);
        Await.until("its request is not", () -> stage.gauge("visemux_http_requests_open") == 0);
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldStopDialingForWhoIsGone(Leaving how) throws Exception {
        RawPeer client = stage.connect();
        try (RawPeer vendor = stage.vendor().accept()) {
            vendor.readHead(); // and never answered
            how.leave(client);
            stage.awaitCounted(RelayError.CLIENT_LOST, 1);
            assertThat(vendor.readClose()).isEqualTo(Close.ABNORMAL);
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldStopAskingForWhoIsGone(Leaving how) throws Exception {
        FakeOptions silent = SharedRig.options();
        silent.rest = FakeOptions.Rest.silent;
        stage.rig().upstream().become(silent);
        URI url = ClientTalk.door(Vendor.elevenlabs, stage.rig().tenant().signed(Vendor.elevenlabs, Map.of()));
        int calls = stage.rig().upstream().calls().size();
        RawPeer client = RawPeer.upgraded(url);
        Await.until("the vendor's REST service is asked", () -> stage.rig().upstream().calls().size() > calls);
        how.leave(client);
        stage.awaitCounted(RelayError.CLIENT_LOST, 1);
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldLetItsVendorGo(Leaving how) throws Exception {
        byte[] message = RawPeer.frame("{\"type\":\"response.cancel\"}", true);
        for (int said : new int[] {0, 1, 3, 8, message.length}) {
            RawPeer client = stage.connect();
            try (RawPeer vendor = stage.vendor().answer()) {
                vendor.write("", RawPeer.frame(HELLO, false));
                client.readFrame();
                client.socket().getOutputStream().write(message, 0, said);
                how.leave(client);
                // Inside of a frame nothing can be said any more.
                assertThat(vendor.readClose()).isIn(new Close(1001, ""), Close.ABNORMAL);
                stage.awaitCounted(RelayError.CLIENT_LOST, 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldDropWhatWasOnItsWay(Leaving how) throws Exception {
        RawPeer client = stage.connect();
        try (RawPeer vendor = stage.vendor().answer()) {
            byte[] audio = RawPeer.frame(Turn.delta(new byte[48_000]).json(), false);
            Thread speaking = Thread.ofVirtual().start(() -> vendor.speakUntilCut(audio, new AtomicLong()));
            client.readFrame();
            Await.until("the pipe is full", () -> FaultStage.bufferBytes() > 512 << 10);
            how.leave(client);
            speaking.join();
            stage.awaitCounted(RelayError.CLIENT_LOST, 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldNotWaitForTheAnswerToItsClose(Leaving how) throws Exception {
        RawPeer client = stage.connect();
        try (RawPeer vendor = stage.vendor().answer()) {
            client.write("", RawPeer.frame(0x88, RawPeer.close(4000, "enough"), true));
            how.leave(client);
            assertThat(vendor.readClose()).isEqualTo(new Close(4000, "enough"));
        }
    }
}
