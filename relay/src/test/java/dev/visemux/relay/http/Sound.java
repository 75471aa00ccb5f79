// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Real speech of two seconds (16 kHz), and ways to write it down. */
final class Sound {
    static final int RATE_HZ = 16_000;
    private static final int HEADER_BYTES = 44;
    private static final Path SPEECH = Path.of("dsp/src/test/resources/golden/default/audio.wav");

    private Sound() {}

    static byte[] pcm() {
        try {
            byte[] wav = Files.readAllBytes(Settings.home().resolve(SPEECH));
            return Arrays.copyOfRange(wav, HEADER_BYTES, wav.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] repeated(int times) {
        byte[] pcm = pcm();
        ByteBuffer all = ByteBuffer.allocate(pcm.length * times);
        for (int i = 0; i < times; i++) {
            all.put(pcm);
        }
        return all.array();
    }

    static byte[] wav(byte[] pcm) {
        return wav(1, 16, pcm, pcm.length);
    }

    static byte[] floatWav(byte[] pcm) {
        ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer floats = ByteBuffer.allocate(pcm.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        while (samples.hasRemaining()) {
            floats.putFloat(samples.getShort() / 32768f);
        }
        return wav(3, 32, floats.array(), floats.capacity());
    }

    /** Every sample in so many channels. */
    static byte[] wav(int tag, int bits, int channels, byte[] mono) {
        int bytes = bits / 8;
        ByteBuffer data = ByteBuffer.allocate(mono.length * channels);
        for (int at = 0; at < mono.length; at += bytes) {
            for (int channel = 0; channel < channels; channel++) {
                data.put(mono, at, bytes);
            }
        }
        byte[] wav = wav(tag, bits, data.array(), data.capacity());
        ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putShort(22, (short) channels)
                .putInt(28, RATE_HZ * bytes * channels).putShort(32, (short) (bytes * channels));
        return wav;
    }

    /** PCM16 in another code of WAV's; some of its bits may be lost. */
    static byte[] coded(int tag, int bits, byte[] pcm) {
        ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer coded = ByteBuffer.allocate(pcm.length / 2 * bits / 8);
        while (samples.hasRemaining()) {
            int sample = samples.getShort();
            if (bits > 8) {
                coded.put(new byte[bits / 8 - 2]).put((byte) sample).put((byte) (sample >> 8));
            } else {
                coded.put((byte) nearest(tag, sample));
            }
        }
        return coded.array();
    }

    private static int nearest(int tag, int sample) {
        int best = 0;
        for (int code = 1; code < 256; code++) {
            best = Math.abs(level(tag, code) - sample) < Math.abs(level(tag, best) - sample) ? code : best;
        }
        return best;
    }

    static byte[] decoded(int tag, int bits, byte[] coded) {
        ByteBuffer pcm = ByteBuffer.allocate(coded.length * 8 / bits * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < coded.length; at += bits / 8) {
            int top = at + bits / 8 - 1;
            pcm.putShort((short) (bits > 8 ? coded[top - 1] & 0xff | coded[top] << 8 : level(tag, coded[at] & 0xff)));
        }
        return pcm.array();
    }

    /** What a byte stands for, on the scale of PCM16: unsigned PCM, or ITU-T G.711. */
    private static int level(int tag, int code) {
        if (tag == 1) {
            return code - 128 << 8;
        }
        int bare = tag == 7 ? ~code & 0xff : code ^ 0x55;
        int segment = bare >> 4 & 7;
        int mantissa = bare & 15;
        int magnitude = tag == 7 ? (mantissa << 3) + 0x84 << segment
                : segment == 0 ? (mantissa << 4) + 8 : (mantissa << 4) + 0x108 << segment - 1;
        boolean negative = (bare & 0x80) == 0 == (tag == 6);
        return tag == 7 ? (negative ? 0x84 - magnitude : magnitude - 0x84) : negative ? -magnitude : magnitude;
    }

    /** {@code claimed}: what the header says of the data's length. */
    static byte[] wav(int tag, int bits, byte[] data, int claimed) {
        return ByteBuffer.allocate(HEADER_BYTES + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes()).putInt(claimed + 36).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) tag)
                .putShort((short) 1).putInt(RATE_HZ).putInt(RATE_HZ * bits / 8).putShort((short) (bits / 8)).putShort((short) bits)
                .put("data".getBytes()).putInt(claimed).put(data).array();
    }
}
