// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Sound for tests, PCM16. */
final class Speech {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int WAV_HEADER_BYTES = 44;

    private Speech() {}

    /** The models that have golden files. */
    static List<String> models() {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] golden(String model) {
        byte[] file = read(model, "audio.wav");
        return Arrays.copyOfRange(file, WAV_HEADER_BYTES, file.length);
    }

    static List<Integer> visemes(String model) {
        return new String(read(model, "visemes.txt")).lines().map(Integer::valueOf).toList();
    }

    /** What each way of cutting the audio into pieces gave. */
    static List<Pieces> streamed(String model) {
        return new String(read(model, "streamed.tsv")).lines().map(line -> Pieces.of(model, line)).toList();
    }

    private static byte[] read(String model, String name) {
        try {
            return Files.readAllBytes(GOLDEN.resolve(model).resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param samples of each piece, over and over */
    record Pieces(String model, List<Integer> samples, List<Integer> visemes) {
        private static Pieces of(String model, String line) {
            String[] fields = line.split("\t");
            return new Pieces(model, numbers(fields[0]), numbers(fields[1]));
        }

        private static List<Integer> numbers(String text) {
            return Arrays.stream(text.split(" ")).map(Integer::valueOf).toList();
        }

        @Override
        public String toString() {
            return model + ", pieces of " + samples;
        }
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
