// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Masks of frames towards a vendor (RFC 6455, section 5.3) and the XOR itself. One for each session, on its event loop.
 *
 * <p>A mask must be unpredictable to whoever chooses the payload, so that no client can write chosen bytes on a plain
 * wire. The generator starts from the system's entropy and the client never sees its output: that suffices.
 */
final class FrameMask {
    private static final SecureRandom ENTROPY = new SecureRandom();

    private final SplittableRandom random = new SplittableRandom(ENTROPY.nextLong());

    int next() {
        return random.nextInt();
    }

    /** XORs a piece of payload in place; {@code phase} is the piece's distance from the payload's first byte. */
    static void apply(ByteBuf buf, int from, int length, int mask, long phase) {
        int turned = Integer.rotateLeft(mask, 8 * (int) (phase & 3));
        long twice = (long) turned << 32 | turned & 0xFFFF_FFFFL;
        int at = from;
        int end = from + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            buf.setLong(at, buf.getLong(at) ^ twice);
        }
        for (int shift = 56; at < end; at++, shift -= 8) {
            buf.setByte(at, buf.getByte(at) ^ (byte) (twice >>> shift));
        }
    }
}
