// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeaderTest {
    private final FrameHeader header = new FrameHeader();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 125, 126, 127, 65_535, 65_536, 1L << 31, Long.MAX_VALUE})
    void shouldReadWhatItWritesByteByByte(long length) {
        for (boolean masked : new boolean[] {false, true}) {
            ByteBuf bytes = Unpooled.buffer(FrameHeader.MAX_BYTES);
            int size = FrameHeader.size(length, masked);
            FrameHeader.set(bytes, 0, FrameHeader.FIN | FrameHeader.BINARY, masked, length);
            if (masked) {
                bytes.setInt(size - FrameHeader.MASK_BYTES, 0xCAFEBABE);
            }
            header.clear();
            for (int i = 0; i < size; i++) {
                assertThat(header.complete()).isFalse();
                assertThat(header.read(bytes, i, i + 1)).isEqualTo(i + 1);
            }
            assertThat(header.complete()).isTrue();
            assertThat(header.valid(masked)).isTrue();
            assertThat(header.valid(!masked)).isFalse();
            assertThat(header.payloadLength()).isEqualTo(length);
            assertThat(header.mask()).isEqualTo(masked ? 0xCAFEBABE : 0);
            assertThat(header.fin()).isTrue();
            assertThat(header.opcode()).isEqualTo(FrameHeader.BINARY);
        }
    }

    @Test
    void shouldLeaveThePayloadAlone() {
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 3, 'a', 'b', 'c'});
        assertThat(header.read(bytes, 0, 5)).isEqualTo(2);
        assertThat(header.complete()).isTrue();
    }

    @Test
    void shouldRefuseEveryFirstByteThatIsReserved() {
        int accepted = 0;
        for (int first = 0; first < 256; first++) {
            header.clear();
            header.read(Unpooled.wrappedBuffer(new byte[] {(byte) first, 0}), 0, 2);
            accepted += header.valid(false) ? 1 : 0;
        }
        // Continuation, text and binary, final or not; close, ping and pong, final.
        assertThat(accepted).isEqualTo(9);
    }

    @Test
    void shouldRefuseLengthsThatAreNotMinimalOrTooLong() {
        assertThat(valid(0x82, 126, 0, 125)).isFalse();
        assertThat(valid(0x82, 126, 0, 126)).isTrue();
        assertThat(valid(0x82, 127, 0, 0, 0, 0, 0, 0, 255, 255)).isFalse();
        assertThat(valid(0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0)).isTrue();
        assertThat(valid(0x82, 127, 128, 0, 0, 0, 0, 1, 0, 0)).isFalse();
        assertThat(valid(0x89, 125)).isTrue();
        assertThat(valid(0x89, 126, 0, 126)).isFalse();
    }

    private boolean valid(int... bytes) {
        header.clear();
        ByteBuf in = Unpooled.buffer();
        for (int b : bytes) {
            in.writeByte(b);
        }
        header.read(in, 0, bytes.length);
        assertThat(header.complete()).isTrue();
        return header.valid(false);
    }
}
