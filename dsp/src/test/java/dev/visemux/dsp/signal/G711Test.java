// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class G711Test {

    /** From the tables of ITU-T G.711, at 16 bits. */
    @ParameterizedTest
    @CsvSource({"0x00,-32124", "0x80,32124", "0x7f,0", "0xff,0", "0x7e,-8", "0xfe,8", "0x0f,-16764",
            "0x90,15996", "0xa0,7932", "0xaf,4092"})
    void shouldExpandMulaw(String code, int sample) {
        assertThat(G711.MULAW[Integer.decode(code)] * 32768).isEqualTo(sample);
    }

    @ParameterizedTest
    @CsvSource({"0x55,-8", "0xd5,8", "0x2a,-32256", "0xaa,32256", "0x54,-24", "0x45,-264", "0x80,5504"})
    void shouldExpandAlaw(String code, int sample) {
        assertThat(G711.ALAW[Integer.decode(code)] * 32768).isEqualTo(sample);
    }
}
