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

    /** {@code claimed}: what the header says of the data's length. */
    static byte[] wav(int tag, int bits, byte[] data, int claimed) {
        return ByteBuffer.allocate(HEADER_BYTES + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes()).putInt(claimed + 36).put("WAVEfmt ".getBytes()).putInt(16).putShort((short) tag)
                .putShort((short) 1).putInt(RATE_HZ).putInt(RATE_HZ * bits / 8).putShort((short) (bits / 8)).putShort((short) bits)
                .put("data".getBytes()).putInt(claimed).put(data).array();
    }
}
