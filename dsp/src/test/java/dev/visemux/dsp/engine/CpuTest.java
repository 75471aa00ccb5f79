// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CpuTest {
    @Test
    void shouldPinTheCallingThreadAndNoOther() throws Exception {
        BitSet before = Cpu.allowed();
        int core = Cpu.coreOf(0);
        try (var executor = Executors.newSingleThreadExecutor()) {
            BitSet pinned = CompletableFuture.supplyAsync(() -> {
                assertThat(Cpu.pin(core)).isTrue();
                return Cpu.allowed();
            }, executor).get();
            assertThat(pinned.stream().toArray()).containsExactly(core);
        }
        assertThat(Cpu.allowed()).isEqualTo(before);
    }

    @Test
    void shouldSayNoToACoreThatIsNotThere() {
        assertThat(Cpu.pin(1023)).isFalse();
        assertThat(Cpu.pin(-1)).isFalse();
    }

    @Test
    void shouldPinAsItIsTold() {
        assertThat(Cpu.shouldPin(DspOptions.Pin.ALWAYS)).isTrue();
        assertThat(Cpu.shouldPin(DspOptions.Pin.NEVER)).isFalse();
        assertThat(Cpu.shouldPin(DspOptions.Pin.AUTO)).isEqualTo(Cpu.allowed().cardinality() >= 4);
    }
}
