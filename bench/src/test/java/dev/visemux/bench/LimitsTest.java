// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Large messages and slow readers stop their own session at most. */
@ExtendWith(SharedRig.class)
class LimitsTest {
    private static final int MIB = 1 << 20;

    private final Rig rig;

    LimitsTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldPassALargeMessageWithTheOpcodeItCameWith() throws Exception {
        try (WireClient client = rig.connect()) {
            rig.session().write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(letters(15 * MIB))));

            WireClient.Message large = client.messages().await(1, message -> true);
            assertThat(large.text()).isFalse();
            assertThat(Arrays.equals(large.payload(), letters(15 * MIB))).isTrue();
        }
    }

    @Test
    void shouldEndTheSessionOfAHundredMebibyteMessage() throws Exception {
        try (WireClient other = rig.connect(); WireClient client = rig.connect()) {
            rig.session().write(new TextWebSocketFrame(Unpooled.wrappedBuffer(letters(100 * MIB))));

            assertThat(client.closed().get(10, TimeUnit.SECONDS)).isEqualTo(new Close(1009, "message_too_large"));
            assertThat(client.messages().size()).isEqualTo(1);
            other.send(Turn.ASK);
            other.messages().await(message -> Turn.is("response.done", message));
        }
    }

    @Test
    void shouldEndTheSessionOfAClientThatAnnouncesAsMuch() throws Exception {
        URI url = rig.tenant().signedUrl();
        try (RawPeer client = RawPeer.connect(url)) {
            client.write(RawPeer.upgrade(url), new byte[0]);
            client.readHead();
            client.readFrame(); // the vendor stands
            byte[] header = ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xff).putLong(100 * MIB).array();
            client.write("", header, letters(MIB));

            assertThat(rig.session().closed().get(5, TimeUnit.SECONDS).code()).isEqualTo(1001);
            assertThat(client.readFrame()).endsWith("message_too_large");
            assertThat(rig.session().heard().entries()).isEmpty();
        }
    }

    @Test
    void shouldStopReadingTheVendorOfASlowReader() throws Exception {
        int count = 100;
        try (WireClient client = rig.connect()) {
            client.reading(false);
            FakeSession session = rig.session();
            for (int i = 0; i < count; i++) {
                session.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(letters(MIB))));
            }
            long unsent = Await.untilStill(session::unsentBytes);
            assertThat(unsent).as("left at the vendor").isGreaterThan(60L * MIB);

            client.reading(true);
            for (int i = 1; i <= count; i++) {
                assertThat(client.messages().await(i, message -> true).payload()).hasSize(MIB);
            }
        }
    }

    private static byte[] letters(int length) {
        byte[] letters = new byte[length];
        Arrays.fill(letters, (byte) 'a');
        return letters;
    }
}
