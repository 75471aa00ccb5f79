// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Base64 in blocks of 64 characters, straight from native memory to native memory: the JDK's own decoder is as fast, but
 * takes whole arrays only.
 */
final class VectorBase64 {
    private static final MemorySegment MEMORY = ScalarKernels.MEMORY;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final int CHARS = BYTES.length();
    private static final int OUT = CHARS / 4 * 3;
    private static final Kernels TAIL = new ScalarKernels();

    /** The alphabet takes two tables of 64, which only vectors of 64 bytes can look up at once. */
    private static final boolean TABLES_FIT = CHARS == 64;
    private static final ByteVector SIXTETS_LOW = sixtets(0);
    private static final ByteVector SIXTETS_HIGH = sixtets(CHARS);
    /** Three bytes of each int, the high one first, closed up. */
    private static final VectorShuffle<Byte> CLOSE_UP =
            VectorShuffle.fromOp(BYTES, i -> i < OUT ? i / 3 * 4 + 2 - i % 3 : 0);
    private static final VectorMask<Byte> CLOSED_UP = BYTES.indexInRange(0, OUT);

    /** A whole vector is stored twice as fast as part of one; what it writes too much, the next block overwrites. */
    private static final int SPILL = CHARS / 2;

    private VectorBase64() {}

    /** As {@link Kernels#decodeBase64}. */
    static int decode(long source, int chars, long target) {
        int done = 0;
        if (TABLES_FIT) {
            done = decodeAtOnce(source, chars, target);
            done += decodeBlocks(source + done, chars - done, target + done / 4 * 3);
        }
        int bytes = done / 4 * 3;
        int rest = TAIL.decodeBase64(source + done, chars - done, target + bytes);
        return rest < 0 ? rest - done : rest + bytes;
    }

    /** Decodes all blocks but the last and looks once whether all was base64; returns the characters taken, or none. */
    private static int decodeAtOnce(long source, int chars, long target) {
        ByteVector seen = ByteVector.zero(BYTES);
        int at = 0;
        for (long to = target; at <= chars - CHARS - SPILL; at += CHARS, to += OUT) {
            ByteVector ascii = ByteVector.fromMemorySegment(BYTES, MEMORY, source + at, LITTLE_ENDIAN);
            ByteVector sixtets = ascii.selectFrom(SIXTETS_LOW, SIXTETS_HIGH);
            seen = seen.or(sixtets.or(ascii));
            IntVector four = sixtets.reinterpretAsInts();
            IntVector pairs = four.and(0x00ff_00ff).lanewise(VectorOperators.LSHL, 6)
                    .or(four.lanewise(VectorOperators.LSHR, 8).and(0x00ff_00ff));
            pairs.lanewise(VectorOperators.LSHL, 12).or(pairs.lanewise(VectorOperators.LSHR, 16))
                    .reinterpretAsBytes().rearrange(CLOSE_UP).intoMemorySegment(MEMORY, to, LITTLE_ENDIAN);
        }
        return seen.compare(VectorOperators.LT, 0).anyTrue() ? 0 : at;
    }

    /** What is left of whole blocks; or all up to the first that holds anything but the alphabet. */
    private static int decodeBlocks(long source, int chars, long target) {
        int at = 0;
        for (long to = target; at <= chars - CHARS; at += CHARS, to += OUT) {
            ByteVector ascii = ByteVector.fromMemorySegment(BYTES, MEMORY, source + at, LITTLE_ENDIAN);
            ByteVector sixtets = ascii.selectFrom(SIXTETS_LOW, SIXTETS_HIGH);
            if (sixtets.or(ascii).compare(VectorOperators.LT, 0).anyTrue()) {
                break;
            }
            IntVector four = sixtets.reinterpretAsInts();
            IntVector pairs = four.and(0x00ff_00ff).lanewise(VectorOperators.LSHL, 6)
                    .or(four.lanewise(VectorOperators.LSHR, 8).and(0x00ff_00ff));
            ByteVector bytes = pairs.lanewise(VectorOperators.LSHL, 12).or(pairs.lanewise(VectorOperators.LSHR, 16))
                    .reinterpretAsBytes().rearrange(CLOSE_UP);
            bytes.intoMemorySegment(MEMORY, to, LITTLE_ENDIAN, CLOSED_UP);
        }
        return at;
    }

    private static ByteVector sixtets(int from) {
        byte[] table = new byte[CHARS];
        for (int i = 0; i < CHARS; i++) {
            table[i] = (byte) ScalarKernels.SIXTETS[from + i];
        }
        return ByteVector.fromArray(BYTES, table, 0);
    }
}
