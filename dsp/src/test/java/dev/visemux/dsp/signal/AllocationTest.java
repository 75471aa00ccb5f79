// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs for every message allocates nothing: no garbage, and no vector that became an object. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MOST_ROUNDS = 200_000;
    private static final int CLEAN_ROUNDS = 1_000;

    @ParameterizedTest
    @CsvSource({"PCM16,24000", "PCM16,16000", "PCM16,44100", "MULAW,8000", "ALAW,8000"})
    void shouldMakeRowsWithoutGarbage(PcmFormat.Encoding encoding, int rateHz) {
        PcmFormat format = new PcmFormat(encoding, rateHz);
        Mfcc mfcc = new Mfcc(Recipe.OPTIONS, Kernels.best());
        FeatureStream stream = new FeatureStream(Recipe.OPTIONS, mfcc, format);
        Native memory = Native.of(Recipe.voice(4_800, rateHz, 1));
        FloatBuffer rows = ByteBuffer.allocateDirect(50 * 26 * 4).order(ByteOrder.nativeOrder()).asFloatBuffer();
        assertNoGarbage(() -> {
            stream.accept(memory.address(), format.bytesPerSample() * rateHz / 20);
            stream.clamp();
            stream.copyRows(stream.rowsBegun() - 40, 50, rows.clear());
        });
    }

    @Test
    void shouldReadTextWithoutGarbage() {
        byte[] text = Base64.getEncoder().encode(new byte[1_001]);
        Native source = Native.of(text);
        Native target = new Native(text.length);
        assertNoGarbage(() -> {
            Kernels.best().findQuoteOrEscape(source.address(), text.length);
            Kernels.best().decodeBase64(source.address(), text.length, target.address());
        });
    }

    /** Rounds until the compiler has done its work and a thousand in a row have allocated nothing. */
    private static void assertNoGarbage(Runnable round) {
        int clean = 0;
        for (int i = 0; i < MOST_ROUNDS && clean < CLEAN_ROUNDS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            clean = THREADS.getCurrentThreadAllocatedBytes() == before ? clean + 1 : 0;
        }
        assertThat(clean).as("rounds in a row without garbage").isEqualTo(CLEAN_ROUNDS);
    }
}
