// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors say what the scalars say, at every size from 1. */
class KernelsTest {
    private static final int LARGEST = 300;
    private final Kernels vectors = Kernels.best();
    private final Kernels scalars = new ScalarKernels(vectors.lanes());
    private final int lanes = vectors.lanes();
    private final Random random = new Random(1);

    @Test
    void shouldChooseVectors() {
        assertThat(vectors).isInstanceOf(VectorKernels.class);
        assertThat(lanes).isGreaterThan(1);
    }

    @Test
    void shouldFindTheFirstQuoteOrEscape() {
        for (int length = 0; length <= LARGEST; length++) {
            byte[] text = letters(length + 1);
            text[length] = '"'; // behind the end: not to be seen
            Native memory = Native.of(text);
            assertFound(memory, length, length);
            for (int at = length - 1; at >= 0; at -= 1 + random.nextInt(9)) {
                memory.set(at, random.nextBoolean() ? '"' : '\\');
                assertFound(memory, length, at);
            }
        }
    }

    private void assertFound(Native memory, int length, int at) {
        assertThat(vectors.findQuoteOrEscape(memory.address(), length)).isEqualTo(at);
        assertThat(scalars.findQuoteOrEscape(memory.address(), length)).isEqualTo(at);
    }

    private byte[] letters(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            byte letter = (byte) random.nextInt();
            text[i] = letter == '"' || letter == '\\' ? (byte) (letter + 1) : letter;
        }
        return text;
    }

    @Test
    void shouldDecodePcm16Exactly() {
        for (int samples = 0; samples <= LARGEST; samples++) {
            byte[] bytes = new byte[2 * samples + 1];
            random.nextBytes(bytes);
            Native memory = Native.of(bytes);
            int count = samples;
            assertSame(samples + 2, (kernels, target) -> kernels.decodePcm16(memory.address() + 1, count, target, 1));
        }
    }

    @Test
    void shouldEmphasizeTheSameToTheBit() {
        for (int count = 0; count <= LARGEST; count++) {
            float[] signal = floats(count + 1);
            float[] expected = new float[count + 2];
            float[] actual = new float[count + 2];
            scalars.emphasize(signal, 0.97f, expected, 1, count);
            vectors.emphasize(signal, 0.97f, actual, 1, count);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 12_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000})
    void shouldFilterAlike(int rateHz) {
        FilterBank bank = FilterBank.between(rateHz, 16_000);
        for (int count = 0; count <= LARGEST; count += 1 + count / 20) {
            int phase = random.nextInt(bank.phases);
            float[] line = floats(4 * count + 2 * bank.taps);
            int outputs = count;
            assertSame(count + 2, (kernels, target) -> kernels.polyphase(line, bank, phase, target, 1, outputs));
        }
    }

    @Test
    void shouldLayWindowsIntoColumns() {
        for (int samples = 16; samples <= 512; samples += 16) {
            int stride = samples + random.nextInt(3);
            float[] signals = floats(lanes * stride);
            float[] window = floats(samples);
            assertSame(lanes * samples, (kernels, target) -> kernels.columns(signals, stride, window, target));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 64, 256})
    void shouldTurnButterfliesAlike(int quarter) {
        for (int groups = 1; groups <= 4; groups++) {
            float[] values = floats(8 * quarter * groups * lanes);
            float[] twiddles = floats(6 * quarter);
            twiddles[0] = twiddles[2] = twiddles[4] = 1; // the first of each stage is no turn at all
            twiddles[1] = twiddles[3] = twiddles[5] = 0;
            assertSame(values.length, (kernels, target) -> {
                float[] columns = values.clone();
                kernels.butterflies(columns, quarter, twiddles);
                System.arraycopy(columns, 0, target, 0, columns.length);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 64, 256, 1024})
    void shouldTakePowersAlike(int n) {
        float[] transform = floats(2 * n * lanes);
        float[] twiddles = floats(n + 2);
        int[] order = random.ints(0, n).distinct().limit(n).toArray();
        assertSame((n + 1) * lanes, (kernels, target) -> kernels.powers(transform, order, twiddles, target));
    }

    @Test
    void shouldSumBandsOfAnyWidth() {
        for (int inputs = 1; inputs <= LARGEST; inputs += 1 + inputs / 10) {
            float[][] matrix = new float[1 + random.nextInt(12)][inputs];
            for (float[] row : matrix) {
                for (int i = random.nextInt(inputs); i < inputs && random.nextInt(20) > 0; i++) {
                    row[i] = random.nextFloat() - 0.5f;
                }
            }
            Bands bands = Bands.of(matrix);
            float[] rows = floats(inputs * lanes);
            assertSame(matrix.length * lanes, (kernels, target) -> kernels.sums(rows, bands, target));
        }
    }

    @Test
    void shouldSumBandsThatAreAlike() {
        for (int count = 1; count <= 20; count++) {
            float[][] matrix = new float[count][1 + random.nextInt(50)];
            for (int band = 0; band < count; band++) {
                matrix[band] = floats(matrix[0].length);
            }
            Bands bands = Bands.of(matrix);
            assertThat(bands.alike()).isTrue();
            float[] rows = floats(matrix[0].length * lanes);
            assertSame(count * lanes, (kernels, target) -> kernels.sums(rows, bands, target));
        }
    }

    @Test
    void shouldTakeLogarithmsFromSilenceToTheLoudest() {
        for (int rows = 1; rows <= LARGEST; rows += 1 + rows / 10) {
            float[] energies = new float[rows * lanes];
            for (int i = 0; i < energies.length; i++) {
                energies[i] = (float) Math.exp(40 * random.nextDouble() - 25) * random.nextInt(2);
            }
            int count = rows;
            assertSame(energies.length, (kernels, target) -> {
                System.arraycopy(energies, 0, target, 0, energies.length);
                kernels.logs(target, count, 1e-5f);
            });
        }
    }

    @Test
    void shouldMakeFeaturesTheSameToTheBit() {
        for (int count = 1; count <= 40; count++) {
            float[] cepstra = floats(5 * count);
            float[] mean = floats(count);
            float[] scale = floats(2 * count);
            float[][] means = new float[2][count];
            float[][] rows = new float[2][2 * count + 2];
            scalars.features(cepstra, 0, count, 3 * count, 4 * count, mean, 0.01f, means[0], scale, rows[0], 1);
            vectors.features(cepstra, 0, count, 3 * count, 4 * count, mean, 0.01f, means[1], scale, rows[1], 1);
            assertThat(means[1]).isEqualTo(means[0]);
            assertThat(rows[1]).isEqualTo(rows[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 100})
    void shouldConvolveTheSameToTheBitWhateverIsZero(int zeros) {
        for (int count = 1; count <= 90; count++) {
            int inputs = 1 + random.nextInt(count % 10 == 0 ? 300 : 40);
            int outputs = 1 + random.nextInt(140);
            int taps = 1 + random.nextInt(5);
            Convolution layer = Convolution.of(floats(outputs * inputs * taps), floats(outputs), inputs + random.nextInt(3), taps,
                    1 + random.nextInt(6), true);
            float[] rows = floats((count + layer.span() + Convolution.SPARE_ROWS) * layer.inputs() + 1);
            for (int i = 0; i < rows.length; i++) {
                rows[i] = random.nextInt(100) < zeros ? 0 : rows[i];
            }
            float[] expected = convolved(scalars, layer, rows, count);
            assertThat(convolved(vectors, layer, rows, count)).as("%d rows by %s", count, layer).isEqualTo(expected);
        }
    }

    private static float[] convolved(Kernels kernels, Convolution layer, float[] rows, int count) {
        float[] target = new float[(count + Convolution.SPARE_ROWS) * layer.stride() + 1];
        Panels panels = new Panels();
        for (int tap = 0; tap < layer.taps(); tap++) {
            int at = 1 + tap * layer.dilation() * layer.inputs();
            kernels.convolve(rows, at, layer, tap, target, 1, count, panels);
        }
        return Arrays.copyOf(target, count * layer.stride() + 1);
    }

    @Test
    void shouldRectifyAndAddTheSameToTheBit() {
        for (int blocks = 1; blocks < 5; blocks++) {
            int count = blocks * Convolution.BLOCK;
            float[] values = floats(count + 3);
            float[] added = floats(count + 3);
            assertSame(count + 2, (kernels, target) -> {
                System.arraycopy(values, 0, target, 0, count + 2);
                kernels.rectifyOnto(added, 3, target, 2, count);
                kernels.rectify(target, 2, count / 2 / Convolution.BLOCK * Convolution.BLOCK);
            });
        }
    }

    @Test
    void shouldFindTheBestWaysToTheBit() {
        for (int count = 1; count <= 40; count++) {
            int states = 16 * (1 + random.nextInt(3));
            float[] scores = floats(count + 1);
            float[] ways = floats(count * states);
            scores[random.nextInt(count + 1)] = Float.NEGATIVE_INFINITY;
            ways[random.nextInt(ways.length)] = Float.NEGATIVE_INFINITY;
            float[] expected = new float[states];
            float[] found = new float[states];
            scalars.bestWays(scores, 1, count, ways, states, expected);
            vectors.bestWays(scores, 1, count, ways, states, found);
            assertThat(found).as("%d ways into %d states", count, states).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeLogarithmsOfASoftmaxAlike() {
        for (int count = 1; count <= 70; count++) {
            float[] scores = floats(count + 1 + Convolution.BLOCK);
            for (int i = 0; i < scores.length; i++) {
                scores[i] *= 150;
            }
            int values = count;
            assertSame(count + 1, (kernels, target) -> {
                float[] padded = scores.clone();
                kernels.logSoftmax(padded, 1, values);
                System.arraycopy(padded, 0, target, 0, values + 1);
            });
        }
    }

    /** Runs a kernel in both twins; a value behind the target's end shows who writes too far. */
    private void assertSame(int size, BiConsumer<Kernels, float[]> kernel) {
        float[] expected = new float[size + 1];
        float[] actual = new float[size + 1];
        expected[size] = actual[size] = 42;
        kernel.accept(scalars, expected);
        kernel.accept(vectors, actual);
        for (int i = 0; i <= size; i++) {
            assertThat(actual[i]).as("value %d of %d", i, size)
                    .isCloseTo(expected[i], within(2e-6f * (4 + Math.abs(expected[i]))));
        }
    }

    private float[] floats(int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat() - 0.5f;
        }
        return floats;
    }
}
