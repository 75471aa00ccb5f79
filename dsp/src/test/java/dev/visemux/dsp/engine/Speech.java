// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Sound for tests, PCM16. */
final class Speech {
    static final Path GOLDEN = Path.of("src/test/resources/golden/default");
    private static final int WAV_HEADER_BYTES = 44;

    private Speech() {}

    static byte[] golden() {
        byte[] file = read("audio.wav");
        return Arrays.copyOfRange(file, WAV_HEADER_BYTES, file.length);
    }

    static byte[] read(String name) {
        try {
            return Files.readAllBytes(GOLDEN.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Integer> visemes(String name) {
        return new String(read(name)).lines().map(Integer::valueOf).toList();
    }

    /** Noise that swells and falls, so that a random network has something to say about it. */
    static byte[] babble(long seed, int samples) {
        Random random = new Random(seed);
        byte[] pcm = new byte[2 * samples];
        double level = 0;
        for (int i = 0; i < samples; i++) {
            if (i % 800 == 0) {
                level = random.nextDouble() * 12_000;
            }
            double tone = Math.sin(i * 0.01 * (1 + level / 3000));
            int sample = (int) (level * random.nextGaussian() / 3 + level / 2 * tone);
            sample = Math.clamp(sample, Short.MIN_VALUE, Short.MAX_VALUE);
            pcm[2 * i] = (byte) sample;
            pcm[2 * i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
