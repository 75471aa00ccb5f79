// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Decodes base64 that comes in pieces, a block of 64 Ki characters at a time. One thread. Strict: no line breaks, and
 * nothing behind the padding. (The JDK's decoder runs at memory speed on whole arrays, hence the blocks.)
 */
final class Base64Audio {
    private static final int BLOCK_CHARS = 64 * 1024;
    private final byte[] chars = new byte[BLOCK_CHARS];
    private final byte[] bytes = new byte[BLOCK_CHARS / 4 * 3];
    private final Consumer<ByteBuffer> sink;
    private int used;
    private boolean padded;

    /** {@code sink} must take all of what it is lent. */
    Base64Audio(Consumer<ByteBuffer> sink) {
        this.sink = sink;
    }

    void take(ByteBuf piece, int length) {
        for (int left = length; left > 0; ) {
            int count = Math.min(left, BLOCK_CHARS - used);
            piece.readBytes(chars, used, count);
            used += count;
            left -= count;
            decodeFullBlock();
        }
    }

    void take(char c) {
        chars[used++] = c < 128 ? (byte) c : -1;
        decodeFullBlock();
    }

    void end() {
        decode(Arrays.copyOf(chars, used));
    }

    private void decodeFullBlock() {
        if (used == BLOCK_CHARS) {
            decode(chars);
            used = 0;
        }
    }

    private void decode(byte[] block) {
        if (padded && block.length > 0) {
            throw PcmIntake.invalid("audio is not base64: something follows the padding");
        }
        try {
            int count = Base64.getDecoder().decode(block, bytes);
            padded = block.length > 0 && block[block.length - 1] == '=';
            sink.accept(ByteBuffer.wrap(bytes, 0, count));
        } catch (IllegalArgumentException _) {
            throw PcmIntake.invalid("audio is not base64");
        }
    }
}
