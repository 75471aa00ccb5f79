// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;

/**
 * A {@link VendorTally} on its way between two processes.
 *
 * @param upward   histogram of ns, in HdrHistogram's compressed form
 * @param lateness likewise
 */
record VendorReport(Faults faults, long sessions, long open, long heard, long said, long heardMeasured,
        byte[] upward, byte[] lateness) {
    private static final int LEAST_TOP = 1_000_000;

    static VendorReport of(VendorTally tally) {
        return new VendorReport(tally.faults, tally.sessions, tally.open, tally.heard, tally.said, tally.heardMeasured,
                packed(tally.upward), packed(tally.lateness));
    }

    private static byte[] packed(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_SPEED);
        return Arrays.copyOf(buffer.array(), length);
    }

    static Histogram unpacked(byte[] packed) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(packed), LEAST_TOP);
        } catch (DataFormatException e) {
            throw new IllegalStateException("the vendors' process does not speak as this one", e);
        }
    }
}
