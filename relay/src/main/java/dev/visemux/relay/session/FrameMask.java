// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Masks of frames towards a vendor (RFC 6455, section 5.3) and the XOR itself. One for each session, on its event loop.
 *
 * <p>A mask must be unpredictable to whoever chooses the payload, so that no client can write chosen bytes on a plain
 * wire. The generator starts from the system's entropy and the client never sees its output: that suffices.
 */
final class FrameMask {
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom ENTROPY = new SecureRandom();

    private final SplittableRandom random = new SplittableRandom(ENTROPY.nextLong());

    int next() {
        return random.nextInt();
    }

    /** XORs a piece of payload in place; {@code phase} is the piece's distance from the payload's first byte. */
    static void apply(ByteBuf buf, int from, int length, int mask, long phase) {
        int turned = Integer.rotateLeft(mask, 8 * (int) (phase & 3));
        long twice = (long) turned << 32 | turned & 0xFFFF_FFFFL;
        int words = buf.hasMemoryAddress() ? length & -Long.BYTES : 0;
        applyWords(buf, from, words, Long.reverseBytes(twice));
        for (int i = words; i < length; i++) {
            buf.setByte(from + i, buf.getByte(from + i) ^ (byte) (twice >>> 56 - 8 * (i & 7)));
        }
    }

    /** In native memory, where the JIT makes vectors of it; {@code mask} little-endian. */
    private static void applyWords(ByteBuf buf, int from, int length, long mask) {
        Objects.checkFromIndexSize(from, length, buf.capacity());
        if (length > 0) {
            MemorySegment words = MEMORY.asSlice(buf.memoryAddress() + from, length);
            for (long at = 0; at < length; at += Long.BYTES) {
                words.set(WORD, at, words.get(WORD, at) ^ mask);
            }
        }
    }
}
