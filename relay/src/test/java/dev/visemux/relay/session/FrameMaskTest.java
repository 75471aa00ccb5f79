// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameMaskTest {
    private static final int MASK = 0x81_02_C3_74;
    private static final int GUARD = 3;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldMaskAsTheStandardHasItWhateverTheLengthThePhaseAndTheMemory(boolean direct) {
        Random random = new Random(1);
        for (int length = 0; length < 70; length++) {
            for (int phase = 0; phase < 5; phase++) {
                byte[] plain = new byte[GUARD + length + GUARD];
                random.nextBytes(plain);
                ByteBuf bytes = direct ? Unpooled.directBuffer(plain.length) : Unpooled.buffer(plain.length);
                FrameMask.apply(bytes.writeBytes(plain), GUARD, length, MASK, phase);
                for (int i = 0; i < length; i++) {
                    plain[GUARD + i] ^= (byte) (MASK >>> 24 - 8 * (i + phase & 3)); // RFC 6455, section 5.3
                }
                assertThat(bytes).as("%d bytes from phase %d", length, phase).isEqualTo(Unpooled.wrappedBuffer(plain));
                bytes.release();
            }
        }
    }
}
