// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.JsonEscapes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Moves a message's audio into its turn's stream: base64 is decoded straight into the ring, raw samples are copied.
 * Event loop only. Bytes of a sample that is cut wait with the turn.
 */
final class AudioDecoder {
    /** Decodes to the most that a record holds behind a carried byte, in whole samples and whole groups of four. */
    private static final int CHUNK_CHARS = (DspStream.MAX_RECORD_BYTES - 1) / 6 * 8;
    /** The same of raw samples. */
    private static final int CHUNK_BYTES = DspStream.MAX_RECORD_BYTES - 1;
    /** What a record may lose in the ring beyond its bytes. */
    private static final int RECORD_LOSS_BYTES = 32;

    private final Kernels kernels = Kernels.best();
    private final ByteBufAllocator allocator;

    AudioDecoder(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Room that a message's audio takes in the ring, at most. */
    static long ringBytes(AgentFrame found) {
        long bytes = 0;
        for (int i = 0; i < found.spans(); i++) {
            boolean raw = found.spanCoding(i) == AgentFrame.Coding.RAW;
            int records = found.spanLength(i) / (raw ? CHUNK_BYTES : CHUNK_CHARS) + 1;
            bytes += (raw ? found.spanLength(i) : found.spanLength(i) / 4 * 3) + records * RECORD_LOSS_BYTES;
        }
        return bytes;
    }

    /**
     * Counts a message's samples as heard and, where it {@code commits}, hands them to the turn's stream; returns what
     * kept them from it, or null.
     */
    Counter hear(Turn turn, AgentFrame found, ByteBuf in, int from, boolean commits) {
        Counter fault = null;
        for (int i = 0; i < found.spans(); i++) {
            int at = from + found.spanFrom(i);
            boolean last = i == found.spans() - 1;
            boolean committing = commits && fault == null;
            Counter now = switch (found.spanCoding(i)) {
                case BASE64 -> hear(turn, in, at, found.spanLength(i), last, committing);
                case ESCAPED_BASE64 -> hearEscaped(turn, in, at, found.spanLength(i), last, committing);
                case RAW -> hearRaw(turn, in, at, found.spanLength(i), last, committing);
            };
            fault = fault == null ? now : fault;
        }
        return fault;
    }

    private Counter hearEscaped(Turn turn, ByteBuf in, int at, int length, boolean last, boolean commits) {
        ByteBuf plain = JsonEscapes.resolve(in, at, length, allocator);
        try {
            return hear(turn, plain, 0, plain.readableBytes(), last, commits);
        } finally {
            plain.release();
        }
    }

    private Counter hear(Turn turn, ByteBuf base64, int at, int chars, boolean last, boolean commits) {
        Counter fault = commits ? commit(turn, base64.memoryAddress() + at, chars, last) : null;
        turn.hear(decodedBytes(base64, at + chars, chars));
        return fault;
    }

    private Counter hearRaw(Turn turn, ByteBuf in, int from, int bytes, boolean last, boolean commits) {
        turn.hear(bytes);
        for (int at = 0; commits && (at == 0 || at < bytes); at += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, bytes - at);
            if (!copy(turn, in.internalNioBuffer(from + at, length), last && at + length == bytes)) {
                return Counter.UNDECORATED_RING_FULL;
            }
        }
        return null;
    }

    private static boolean copy(Turn turn, ByteBuffer samples, boolean endOfFrame) {
        DspStream stream = turn.stream();
        int length = samples.remaining();
        int index = stream.claim(length + 1);
        if (index < 0) {
            return false;
        }
        int carried = turn.takeCarry(stream.buffer(), index);
        stream.buffer().putBytes(index + carried, samples, samples.position(), length);
        stream.commit(index, turn.wholeSamples(stream.buffer(), index, carried + length), endOfFrame);
        return true;
    }

    private static int decodedBytes(ByteBuf base64, int end, int chars) {
        int padding = 0;
        while (padding < 2 && padding < chars && base64.getByte(end - 1 - padding) == '=') {
            padding++;
        }
        return Math.max(0, chars / 4 * 3 - padding);
    }

    private Counter commit(Turn turn, long base64, int chars, boolean last) {
        // Even an empty piece may be the one that ends the frame.
        for (int at = 0; at == 0 || at < chars; at += CHUNK_CHARS) {
            int length = Math.min(CHUNK_CHARS, chars - at);
            boolean ends = at + length == chars;
            Counter fault = record(turn, base64 + at, length, ends, last && ends);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private Counter record(Turn turn, long base64, int chars, boolean padded, boolean endOfFrame) {
        DspStream stream = turn.stream();
        int index = stream.claim(chars / 4 * 3 + 1);
        if (index < 0) {
            return Counter.UNDECORATED_RING_FULL;
        }
        int carried = turn.takeCarry(stream.buffer(), index);
        int decoded = kernels.decodeBase64(base64, chars, stream.buffer().addressOffset() + index + carried);
        if (decoded < 0 || !padded && decoded < chars / 4 * 3) {
            stream.abort(index);
            return Counter.UNDECORATED_INVALID_AUDIO;
        }
        stream.commit(index, turn.wholeSamples(stream.buffer(), index, carried + decoded), endOfFrame);
        return null;
    }
}
