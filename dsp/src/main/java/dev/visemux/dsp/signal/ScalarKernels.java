// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What every kernel means, one value at a time: the reference of the tests, the tails of the vectors, the fallback. */
final class ScalarKernels implements Kernels {
    /** All native memory: the one segment that the kernels see, so that its accesses compile to plain loads. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final float PCM16_SCALE = 1f / 32768;

    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Six bits a character; -1 where a character is none of the alphabet. */
    static final int[] SIXTETS = sixtets();

    private final int lanes;

    /** The fallback: one window at a time. */
    ScalarKernels() {
        this(1);
    }

    ScalarKernels(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public int decodeBase64(long source, int chars, long target) {
        int at = 0;
        int bytes = 0;
        for (; at + 4 <= chars; at += 4, bytes += 3) {
            int four = MEMORY.get(INT, source + at);
            int three = SIXTETS[four & 0xff] << 18 | SIXTETS[four >> 8 & 0xff] << 12
                    | SIXTETS[four >> 16 & 0xff] << 6 | SIXTETS[four >>> 24];
            if (three < 0) {
                break;
            }
            put(target + bytes, three >> 16);
            put(target + bytes + 1, three >> 8);
            put(target + bytes + 2, three);
        }
        return at == chars ? bytes : decodeLast(source, at, chars, target, bytes);
    }

    /** What stopped the loop is the padding of the last four, or a fault. */
    private static int decodeLast(long source, int at, int chars, long target, int bytes) {
        boolean padded = chars - at == 4 && get(source + at + 3) == '=';
        int padding = !padded ? 0 : get(source + at + 2) == '=' ? 2 : 1;
        int good = at;
        while (good < chars - padding && sixtet(source + good) >= 0) {
            good++;
        }
        if (!padded || good < chars - padding) {
            return ~good;
        }
        int three = sixtet(source + at) << 18 | sixtet(source + at + 1) << 12
                | (padding == 1 ? sixtet(source + at + 2) << 6 : 0);
        put(target + bytes, three >> 16);
        if (padding == 1) {
            put(target + bytes + 1, three >> 8);
        }
        return bytes + 3 - padding;
    }

    @Override
    public int findQuoteOrEscape(long source, int length) {
        int at = 0;
        while (at < length && get(source + at) != '"' && get(source + at) != '\\') {
            at++;
        }
        return at;
    }

    @Override
    public void decodePcm16(long source, int samples, float[] target, int at) {
        for (int i = 0; i < samples; i++) {
            target[at + i] = MEMORY.get(SHORT, source + 2L * i) * PCM16_SCALE;
        }
    }

    @Override
    public void emphasize(float[] signal, float share, float[] target, int at, int count) {
        emphasize(signal, 0, share, target, at, count);
    }

    static void emphasize(float[] signal, int from, float share, float[] target, int at, int count) {
        for (int i = 0; i < count; i++) {
            target[at + i] = signal[from + i + 1] - share * signal[from + i];
        }
    }

    @Override
    public void polyphase(float[] line, FilterBank bank, int phase, float[] target, int at, int count) {
        for (int i = 0; i < count; i++) {
            int walked = phase + i * bank.inStep;
            int start = bank.start(walked);
            int filter = bank.filter(walked);
            float sum = 0;
            for (int tap = 0; tap < bank.taps; tap++) {
                sum = Math.fma(line[start + tap], bank.weights[filter + tap], sum);
            }
            target[at + i] = sum;
        }
    }

    @Override
    public void columns(float[] signals, int stride, float[] window, float[] columns) {
        for (int t = 0; t < window.length; t++) {
            for (int lane = 0; lane < lanes; lane++) {
                columns[t * lanes + lane] = signals[lane * stride + t] * window[t];
            }
        }
    }

    @Override
    public void butterflies(float[] columns, int quarter, float[] twiddles) {
        int leg = 2 * quarter * lanes;
        for (int group = 0; group < columns.length; group += 4 * leg) {
            for (int j = 0; j < quarter; j++) {
                for (int lane = 0; lane < lanes; lane++) {
                    butterfly(columns, group + 2 * j * lanes + lane, leg, twiddles, 6 * j);
                }
            }
        }
    }

    private void butterfly(float[] z, int a, int leg, float[] twiddles, int w) {
        int b = a + leg;
        int c = b + leg;
        int d = c + leg;
        int im = lanes;
        float sumRe = z[a] + z[c];
        float sumIm = z[a + im] + z[c + im];
        float differenceRe = z[a] - z[c];
        float differenceIm = z[a + im] - z[c + im];
        float oddRe = z[b] + z[d];
        float oddIm = z[b + im] + z[d + im];
        float turnedRe = z[b + im] - z[d + im]; // -i * (b - d)
        float turnedIm = z[d] - z[b];
        z[a] = sumRe + oddRe;
        z[a + im] = sumIm + oddIm;
        rotate(z, b, differenceRe + turnedRe, differenceIm + turnedIm, twiddles, w);
        rotate(z, c, sumRe - oddRe, sumIm - oddIm, twiddles, w + 2);
        rotate(z, d, differenceRe - turnedRe, differenceIm - turnedIm, twiddles, w + 4);
    }

    private void rotate(float[] z, int at, float re, float im, float[] twiddles, int w) {
        z[at] = Math.fma(re, twiddles[w], -im * twiddles[w + 1]);
        z[at + lanes] = Math.fma(re, twiddles[w + 1], im * twiddles[w]);
    }

    @Override
    public void powers(float[] transform, int[] order, float[] twiddles, float[] powers) {
        int n = order.length;
        for (int k = 0; k <= n / 2; k++) {
            int low = order[k] * 2 * lanes;
            int high = order[(n - k) & (n - 1)] * 2 * lanes;
            for (int lane = 0; lane < lanes; lane++) {
                float evenRe = transform[low + lane] + transform[high + lane];
                float evenIm = transform[low + lanes + lane] - transform[high + lanes + lane];
                float oddRe = transform[low + lanes + lane] + transform[high + lanes + lane];
                float oddIm = transform[high + lane] - transform[low + lane];
                float turnedRe = Math.fma(oddRe, twiddles[2 * k], -oddIm * twiddles[2 * k + 1]);
                float turnedIm = Math.fma(oddRe, twiddles[2 * k + 1], oddIm * twiddles[2 * k]);
                powers[(n - k) * lanes + lane] = quarteredPower(evenRe - turnedRe, evenIm - turnedIm);
                powers[k * lanes + lane] = quarteredPower(evenRe + turnedRe, evenIm + turnedIm);
            }
        }
    }

    /** Even and odd parts were taken as sums, twice what they are. */
    private static float quarteredPower(float re, float im) {
        return Math.fma(re, re, im * im) * 0.25f;
    }

    @Override
    public void sums(float[] rows, Bands bands, float[] sums) {
        for (int band = 0; band < bands.count(); band++) {
            for (int lane = 0; lane < lanes; lane++) {
                float sum = 0;
                int in = bands.first()[band] * lanes + lane;
                for (int i = bands.from()[band]; i < bands.from()[band + 1]; i++, in += lanes) {
                    sum = Math.fma(rows[in], bands.weights()[i], sum);
                }
                sums[band * lanes + lane] = sum;
            }
        }
    }

    @Override
    public void logs(float[] x, int rows, float floor) {
        for (int i = 0; i < rows * lanes; i++) {
            x[i] = Transcendental.log(x[i] + floor);
        }
    }

    @Override
    public void features(float[] cepstra, int hop, int first, int third, int fourth, float[] mean, float share,
            float[] newMean, float[] scale, float[] rows, int at) {
        for (int i = 0; i < mean.length; i++) {
            float now = cepstra[hop + i];
            float middle = mean[i] + (now - mean[i]) * share;
            float rise = 2 * (now - cepstra[fourth + i]) + cepstra[first + i] - cepstra[third + i];
            newMean[i] = middle;
            rows[at + i] = (now - middle) * scale[i];
            rows[at + mean.length + i] = rise * 0.1f * scale[mean.length + i];
        }
    }

    @Override
    public void convolve(float[] rows, int at, Convolution layer, int tap, float[] target, int to, int count, Panels panels) {
        for (int row = 0; row < count; row++) {
            for (int output = 0; output < layer.stride(); output++) {
                float sum = target[to + row * layer.stride() + output];
                for (int input = 0; input < layer.inputs(); input++) {
                    float weight = layer.weights(tap, input, output)[Convolution.place(input, output)];
                    sum = Math.fma(rows[at + row * layer.inputs() + input], weight, sum);
                }
                target[to + row * layer.stride() + output] = sum;
            }
        }
    }

    @Override
    public void rectify(float[] sums, int at, int count) {
        for (int i = at; i < at + count; i++) {
            sums[i] = Math.max(sums[i], 0);
        }
    }

    @Override
    public void rectifyOnto(float[] values, int from, float[] sums, int at, int count) {
        for (int i = 0; i < count; i++) {
            sums[at + i] = Math.max(sums[at + i], 0) + values[from + i];
        }
    }

    @Override
    public void logSoftmax(float[] row, int at, int count) {
        float top = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + count; i++) {
            top = Math.max(top, row[i]);
        }
        float sum = 0;
        for (int i = at; i < at + count; i++) {
            sum += Transcendental.exp(row[i] - top);
        }
        float norm = top + Transcendental.log(sum);
        for (int i = at; i < at + count; i++) {
            row[i] -= norm;
        }
    }

    @Override
    public void bestWays(float[] scores, int at, int count, float[] ways, int stride, float[] best) {
        Arrays.fill(best, 0, stride, Float.NEGATIVE_INFINITY);
        for (int from = 0; from < count; from++) {
            for (int state = 0; state < stride; state++) {
                best[state] = Math.max(best[state], scores[at + from] + ways[from * stride + state]);
            }
        }
    }

    private static byte get(long address) {
        return MEMORY.get(JAVA_BYTE, address);
    }

    private static void put(long address, int value) {
        MEMORY.set(JAVA_BYTE, address, (byte) value);
    }

    private static int sixtet(long address) {
        return SIXTETS[get(address) & 0xff];
    }

    private static int[] sixtets() {
        int[] sixtets = new int[256];
        Arrays.fill(sixtets, -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            sixtets[alphabet.charAt(i)] = i;
        }
        return sixtets;
    }
}
