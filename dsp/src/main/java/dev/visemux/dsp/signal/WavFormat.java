// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.nio.ByteBuffer;

/**
 * How the sample blocks of a WAV are written, as its fmt chunk says.
 *
 * @param rateHz     of the blocks
 * @param channels   samples in a block
 * @param coding     of a sample
 * @param blockBytes length of a block
 */
record WavFormat(int rateHz, int channels, Coding coding, int blockBytes) {
    static final int MAX_CHANNELS = 32;
    static final int MAX_BLOCK_BYTES = MAX_CHANNELS * Double.BYTES;
    /** The longest fmt chunk that has a meaning for us; a plain one needs 16. */
    static final int EXTENSIBLE_BYTES = 40;
    private static final int PLAIN_BYTES = 16;
    private static final int EXTENSIBLE = 0xFFFE;
    /** The end of every sub-format's GUID, ...-0000-0010-8000-00AA00389B71, in two halves. */
    private static final int GUID_AT = 24;
    private static final long GUID_START = 0x0010_0000_0000_0000L;
    private static final long GUID_END = 0x719B_3800_AA00_0080L;

    /** Format tag, bits of a sample. */
    enum Coding {
        PCM8(1, 8), PCM16(1, 16), PCM24(1, 24), PCM32(1, 32), FLOAT32(3, 32), FLOAT64(3, 64), ALAW(6, 8), MULAW(7, 8);

        private final int tag;
        private final int bits;

        Coding(int tag, int bits) {
            this.tag = tag;
            this.bits = bits;
        }

        int bytes() {
            return bits / 8;
        }

        /** The sample at {@code at} in {@code [-1, 1]}, if the file keeps to it. */
        double read(ByteBuffer source, int at) {
            long bitsHigh = little(source, at, bytes()) << Long.SIZE - bits;
            return switch (this) {
                case PCM8 -> (bitsHigh ^ Long.MIN_VALUE) * 0x1p-63;
                case PCM16, PCM24, PCM32 -> bitsHigh * 0x1p-63;
                case FLOAT32 -> Float.intBitsToFloat((int) (bitsHigh >>> 32));
                case FLOAT64 -> Double.longBitsToDouble(bitsHigh);
                case ALAW -> G711.ALAW[(int) (bitsHigh >>> 56)];
                case MULAW -> G711.MULAW[(int) (bitsHigh >>> 56)];
            };
        }

        private static Coding of(int tag, int bits) {
            for (Coding coding : values()) {
                if (coding.tag == tag && coding.bits == bits) {
                    return coding;
                }
            }
            throw new Wav.Refused("fmt format " + tag + " of " + bits
                    + " bits; allowed are 1 (PCM) of 8, 16, 24, 32, 3 (float) of 32, 64, 6 (A-law), 7 (mu-law) of 8");
        }
    }

    static void checkLength(long bytes) {
        require(bytes >= PLAIN_BYTES, "fmt length", bytes, "16 and more");
    }

    /** Reads a fmt chunk of which {@code length} bytes came, little-endian, from the buffer's start. */
    static WavFormat read(ByteBuffer chunk, int length) {
        int channels = chunk.getShort(2) & 0xffff;
        int rateHz = chunk.getInt(4);
        int blockBytes = chunk.getShort(12) & 0xffff;
        require(channels >= 1 && channels <= MAX_CHANNELS, "fmt channels", channels, "1 to " + MAX_CHANNELS);
        require(rateHz >= PcmFormat.MIN_RATE_HZ && rateHz <= PcmFormat.MAX_RATE_HZ, "fmt rate",
                Integer.toUnsignedLong(rateHz), PcmFormat.MIN_RATE_HZ + " to " + PcmFormat.MAX_RATE_HZ);
        Coding coding = Coding.of(tag(chunk, length), chunk.getShort(14) & 0xffff);
        int expected = channels * coding.bytes();
        require(blockBytes == expected, "fmt block", blockBytes, expected + " for " + channels + " of " + coding);
        return new WavFormat(rateHz, channels, coding, blockBytes);
    }

    private static int tag(ByteBuffer chunk, int length) {
        int tag = chunk.getShort(0) & 0xffff;
        if (tag != EXTENSIBLE) {
            return tag;
        }
        require(length >= EXTENSIBLE_BYTES, "fmt length", length, "40 and more, being extensible");
        long start = chunk.getLong(GUID_AT) & ~0xffffL;
        require(start == GUID_START && chunk.getLong(GUID_AT + 8) == GUID_END, "fmt sub-format",
                Long.toHexString(start), "those of WAVE_FORMAT_EXTENSIBLE that have a format tag");
        return chunk.getShort(GUID_AT) & 0xffff;
    }

    /** Takes blocks from the source and puts the mean of each one's channels, clipped to 16 bits, into the target. */
    void mix(ByteBuffer source, int blocks, ByteBuffer target) {
        int bytes = blocks * blockBytes;
        int from = source.position();
        source.position(from + bytes);
        if (channels == 1 && coding == Coding.PCM16) {
            target.put(target.position(), source, from, bytes).position(target.position() + bytes);
            return;
        }
        for (int at = from; at < from + bytes; at += blockBytes) {
            int sample = mixed(source, at);
            target.put((byte) sample).put((byte) (sample >> 8));
        }
    }

    /** What is no number is silence. */
    private int mixed(ByteBuffer source, int at) {
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += coding.read(source, at + channel * coding.bytes());
        }
        return (int) Math.clamp(Math.rint(sum / channels * 0x1p15), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private static long little(ByteBuffer source, int at, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | source.get(at + i) & 0xff;
        }
        return value;
    }

    private static void require(boolean holds, String field, Object found, String allowed) {
        if (!holds) {
            throw new Wav.Refused(field + " " + found + "; allowed is " + allowed);
        }
    }
}
