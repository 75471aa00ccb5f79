// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a WAV stream in pieces of any size and writes its sound as mono 16-bit samples, channels averaged. One thread.
 * Owns no more than the bytes of one header field or sample block. Believes no length: a stream may end early, and a
 * data length of 0xFFFFFFFF (written by those who did not know it) lasts until the end.
 *
 * <p>PCM of 8, 16, 24, 32 bits, float of 32, 64, mu-law, A-law; plain or WAVE_FORMAT_EXTENSIBLE; RIFF and RF64.
 */
public final class Wav {
    /** The stream is no WAV that we read. The message says where, what was found and what is allowed. */
    public static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super("WAV: " + message);
        }
    }

    private enum State { RIFF, CHUNK, FORMAT, SKIP, DATA, END }

    private static final int RIFF = tag("RIFF");
    private static final int RF64 = tag("RF64");
    private static final int WAVE = tag("WAVE");
    private static final int FMT = tag("fmt ");
    private static final int DATA = tag("data");
    private static final long UNKNOWN_LENGTH = 0xFFFF_FFFFL;
    private static final int TARGET_BYTES = 2;

    /** A header field or a sample block of which a part has come. */
    private final ByteBuffer held = ByteBuffer.allocate(WavFormat.MAX_BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private State state = State.RIFF;
    private WavFormat format;
    private long chunkLeft;

    /**
     * Takes bytes of the source until it is empty or the target full; to be called again with what is left.
     *
     * @throws Refused where the header says what cannot be
     */
    public void read(ByteBuffer source, ByteBuffer target) {
        while (source.hasRemaining() && (state != State.DATA || target.remaining() >= TARGET_BYTES)) {
            switch (state) {
                case RIFF -> readRiff(source);
                case CHUNK -> readChunk(source);
                case FORMAT -> readFormat(source);
                case SKIP -> skip(source);
                case DATA -> readData(source, target);
                case END -> source.position(source.limit());
            }
        }
    }

    /** Whether the header has been read and {@link #format} is known. */
    public boolean begun() {
        return state == State.DATA || state == State.END;
    }

    /** What is written into the targets. */
    public PcmFormat format() {
        return PcmFormat.pcm16(format.rateHz());
    }

    /** The stream has ended. @throws Refused if that was within the header */
    public void finish() {
        if (!begun()) {
            throw new Refused("ends before its data chunk; allowed is a RIFF header, a fmt chunk, then a data chunk");
        }
    }

    private void readRiff(ByteBuffer source) {
        if (gathered(source, 12)) {
            int riff = held.getInt(0);
            if (riff != RIFF && riff != RF64 || held.getInt(8) != WAVE) {
                throw new Refused("begins with %08x....%08x; allowed is RIFF....WAVE"
                        .formatted(Integer.reverseBytes(riff), Integer.reverseBytes(held.getInt(8))));
            }
            state = State.CHUNK;
        }
    }

    private void readChunk(ByteBuffer source) {
        if (gathered(source, 8)) {
            int tag = held.getInt(0);
            chunkLeft = held.getInt(4) & UNKNOWN_LENGTH;
            if (tag == DATA) {
                beginData();
            } else if (tag == FMT) {
                state = State.FORMAT;
                WavFormat.checkLength(chunkLeft);
            } else {
                skipChunk();
            }
        }
    }

    private void beginData() {
        if (format == null) {
            throw new Refused("data chunk before any fmt chunk; allowed is fmt first");
        }
        state = State.DATA;
        if (chunkLeft == UNKNOWN_LENGTH) {
            chunkLeft = Long.MAX_VALUE;
        }
        endIfNoBlockIsLeft();
    }

    private void readFormat(ByteBuffer source) {
        int length = (int) Math.min(chunkLeft, WavFormat.EXTENSIBLE_BYTES);
        if (gathered(source, length)) {
            format = WavFormat.read(held, length);
            chunkLeft -= length;
            skipChunk();
        }
    }

    /** Chunks begin at even places. */
    private void skipChunk() {
        chunkLeft += chunkLeft & 1;
        state = chunkLeft == 0 ? State.CHUNK : State.SKIP;
    }

    private void skip(ByteBuffer source) {
        int count = (int) Math.min(chunkLeft, source.remaining());
        source.position(source.position() + count);
        chunkLeft -= count;
        if (chunkLeft == 0) {
            state = State.CHUNK;
        }
    }

    private void readData(ByteBuffer source, ByteBuffer target) {
        int block = format.blockBytes();
        if (held.position() == 0 && source.remaining() >= block) {
            int room = Math.min(source.remaining() / block, target.remaining() / TARGET_BYTES);
            write(source, (int) Math.min(room, chunkLeft / block), target);
        } else if (gathered(source, block)) {
            write(held, 1, target);
            held.clear();
        }
    }

    private void write(ByteBuffer source, int blocks, ByteBuffer target) {
        format.mix(source, blocks, target);
        chunkLeft -= (long) blocks * format.blockBytes();
        endIfNoBlockIsLeft();
    }

    private void endIfNoBlockIsLeft() {
        if (chunkLeft < format.blockBytes()) {
            state = State.END;
        }
    }

    /** Whether {@code length} bytes have come together in {@code held}; then the next are gathered anew. */
    private boolean gathered(ByteBuffer source, int length) {
        while (held.position() < length && source.hasRemaining()) {
            held.put(source.get());
        }
        boolean whole = held.position() == length;
        if (whole) {
            held.clear();
        }
        return whole;
    }

    private static int tag(String name) {
        return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
    }
}
