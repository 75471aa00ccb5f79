// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels in vectors of the widest shape of the machine. Bodies take whole vectors and leave the tails to
 * {@link ScalarKernels}. No method here takes or returns a vector: the JDK's own are always inlined, ours only
 * until C2 has had enough, and a vector that crosses a call becomes an object. Whatever is summed is summed in
 * one order, compiled or not: the same samples give the same bits.
 */
final class VectorKernels implements Kernels {
    private static final MemorySegment MEMORY = ScalarKernels.MEMORY;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final VectorSpecies<Byte> BYTES = FLOATS.withLanes(byte.class);
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final int LANES = FLOATS.length();
    /** For what comes in dozens. */
    private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
    private static final int CHARS = BYTES.length();
    private static final Kernels TAIL = new ScalarKernels(LANES);

    /** Lanes of two vectors dealt out in turn: of their low halves, of their high halves. */
    static final IntVector LOW_HALVES = halves(0);
    static final IntVector HIGH_HALVES = halves(LANES / 2);

    /** Each lane's partner where lanes are summed by halves. */
    static final VectorShuffle<Float> HALF = partners(2);
    static final VectorShuffle<Float> QUARTER = partners(4);
    static final VectorShuffle<Float> EIGHTH = partners(8);
    static final VectorShuffle<Float> SIXTEENTH = partners(16);

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int decodeBase64(long source, int chars, long target) {
        return VectorBase64.decode(source, chars, target);
    }

    @Override
    public int findQuoteOrEscape(long source, int length) {
        int at = 0;
        for (; at <= length - CHARS; at += CHARS) {
            ByteVector ascii = ByteVector.fromMemorySegment(BYTES, MEMORY, source + at, LITTLE_ENDIAN);
            VectorMask<Byte> found = ascii.compare(VectorOperators.EQ, (byte) '"')
                    .or(ascii.compare(VectorOperators.EQ, (byte) '\\'));
            if (found.anyTrue()) {
                return at + found.firstTrue();
            }
        }
        return at + TAIL.findQuoteOrEscape(source + at, length - at);
    }

    @Override
    public void decodePcm16(long source, int samples, float[] target, int at) {
        int i = 0;
        for (; i <= samples - LANES; i += LANES) {
            ShortVector samples16 = ShortVector.fromMemorySegment(SHORTS, MEMORY, source + 2L * i, LITTLE_ENDIAN);
            FloatVector wide = (FloatVector) samples16.convertShape(VectorOperators.S2F, FLOATS, 0);
            wide.mul(ScalarKernels.PCM16_SCALE).intoArray(target, at + i);
        }
        TAIL.decodePcm16(source + 2L * i, samples - i, target, at + i);
    }

    @Override
    public void emphasize(float[] signal, float share, float[] target, int at, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector before = FloatVector.fromArray(FLOATS, signal, i);
            FloatVector.fromArray(FLOATS, signal, i + 1).sub(before.mul(share)).intoArray(target, at + i);
        }
        ScalarKernels.emphasize(signal, i, share, target, at + i, count - i);
    }

    @Override
    public void polyphase(float[] line, FilterBank bank, int phase, float[] target, int at, int count) {
        VectorPolyphase.run(line, bank, phase, target, at, count);
    }

    @Override
    public void columns(float[] signals, int stride, float[] window, float[] columns) {
        if (LANES != 16) {
            TAIL.columns(signals, stride, window, columns);
            return;
        }
        for (int lane = 0; lane < 4; lane++) {
            shuffleSignals(signals, lane * stride, 4 * stride, window, columns, lane * LANES);
        }
        shuffleRows(columns, window.length * LANES);
    }

    /*
     * A square of 16 rows is transposed by dealing row i and row i + 8 out like two halves of a pack of cards, four
     * times (H. Stone, Parallel Processing with the Perfect Shuffle, 1971). Two deals need four rows, so they stay in
     * registers: first those of every fourth signal, put four rows apart; then, in place, four rows side by side.
     */
    private static void shuffleSignals(float[] signals, int from, int step, float[] window, float[] rows, int to) {
        for (int t = 0; t < window.length; t += LANES) {
            FloatVector weights = FloatVector.fromArray(FLOATS, window, t);
            IntVector a = FloatVector.fromArray(FLOATS, signals, from + t).mul(weights).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(FLOATS, signals, from + step + t).mul(weights).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(FLOATS, signals, from + 2 * step + t).mul(weights).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(FLOATS, signals, from + 3 * step + t).mul(weights).reinterpretAsInts();
            IntVector ac = LOW_HALVES.selectFrom(a, c);
            IntVector bd = LOW_HALVES.selectFrom(b, d);
            LOW_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, to + t * LANES);
            HIGH_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, to + t * LANES + 4 * LANES);
            ac = HIGH_HALVES.selectFrom(a, c);
            bd = HIGH_HALVES.selectFrom(b, d);
            LOW_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, to + t * LANES + 8 * LANES);
            HIGH_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, to + t * LANES + 12 * LANES);
        }
    }

    private static void shuffleRows(float[] rows, int end) {
        for (int at = 0; at < end; at += 4 * LANES) {
            IntVector a = FloatVector.fromArray(FLOATS, rows, at).reinterpretAsInts();
            IntVector b = FloatVector.fromArray(FLOATS, rows, at + LANES).reinterpretAsInts();
            IntVector c = FloatVector.fromArray(FLOATS, rows, at + 2 * LANES).reinterpretAsInts();
            IntVector d = FloatVector.fromArray(FLOATS, rows, at + 3 * LANES).reinterpretAsInts();
            IntVector ac = LOW_HALVES.selectFrom(a, c);
            IntVector bd = LOW_HALVES.selectFrom(b, d);
            LOW_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, at);
            HIGH_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, at + LANES);
            ac = HIGH_HALVES.selectFrom(a, c);
            bd = HIGH_HALVES.selectFrom(b, d);
            LOW_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, at + 2 * LANES);
            HIGH_HALVES.selectFrom(ac, bd).reinterpretAsFloats().intoArray(rows, at + 3 * LANES);
        }
    }

    @Override
    public void butterflies(float[] columns, int quarter, float[] twiddles) {
        for (int j = 0; j < quarter; j++) {
            butterflies(columns, 2 * j * LANES, 2 * quarter * LANES, twiddles, 6 * j);
        }
    }

    /** Those of all groups that turn by the same angles. */
    private static void butterflies(float[] z, int from, int leg, float[] twiddles, int w) {
        FloatVector w1Re = FloatVector.broadcast(FLOATS, twiddles[w]);
        FloatVector w1Im = FloatVector.broadcast(FLOATS, twiddles[w + 1]);
        FloatVector w2Re = FloatVector.broadcast(FLOATS, twiddles[w + 2]);
        FloatVector w2Im = FloatVector.broadcast(FLOATS, twiddles[w + 3]);
        FloatVector w3Re = FloatVector.broadcast(FLOATS, twiddles[w + 4]);
        FloatVector w3Im = FloatVector.broadcast(FLOATS, twiddles[w + 5]);
        for (int a = from; a < z.length; a += 4 * leg) {
            int b = a + leg;
            int c = b + leg;
            int d = c + leg;
            FloatVector aRe = FloatVector.fromArray(FLOATS, z, a);
            FloatVector aIm = FloatVector.fromArray(FLOATS, z, a + LANES);
            FloatVector cRe = FloatVector.fromArray(FLOATS, z, c);
            FloatVector cIm = FloatVector.fromArray(FLOATS, z, c + LANES);
            FloatVector sumRe = aRe.add(cRe);
            FloatVector sumIm = aIm.add(cIm);
            FloatVector differenceRe = aRe.sub(cRe);
            FloatVector differenceIm = aIm.sub(cIm);
            FloatVector bRe = FloatVector.fromArray(FLOATS, z, b);
            FloatVector bIm = FloatVector.fromArray(FLOATS, z, b + LANES);
            FloatVector dRe = FloatVector.fromArray(FLOATS, z, d);
            FloatVector dIm = FloatVector.fromArray(FLOATS, z, d + LANES);
            FloatVector oddRe = bRe.add(dRe);
            FloatVector oddIm = bIm.add(dIm);
            FloatVector turnedRe = bIm.sub(dIm); // -i * (b - d)
            FloatVector turnedIm = dRe.sub(bRe);
            sumRe.add(oddRe).intoArray(z, a);
            sumIm.add(oddIm).intoArray(z, a + LANES);
            FloatVector re = differenceRe.add(turnedRe);
            FloatVector im = differenceIm.add(turnedIm);
            re.mul(w1Re).sub(im.mul(w1Im)).intoArray(z, b);
            re.fma(w1Im, im.mul(w1Re)).intoArray(z, b + LANES);
            re = sumRe.sub(oddRe);
            im = sumIm.sub(oddIm);
            re.mul(w2Re).sub(im.mul(w2Im)).intoArray(z, c);
            re.fma(w2Im, im.mul(w2Re)).intoArray(z, c + LANES);
            re = differenceRe.sub(turnedRe);
            im = differenceIm.sub(turnedIm);
            re.mul(w3Re).sub(im.mul(w3Im)).intoArray(z, d);
            re.fma(w3Im, im.mul(w3Re)).intoArray(z, d + LANES);
        }
    }

    @Override
    public void powers(float[] transform, int[] order, float[] twiddles, float[] powers) {
        int n = order.length;
        for (int k = 0; k <= n / 2; k++) {
            int low = order[k] * 2 * LANES;
            int high = order[(n - k) & (n - 1)] * 2 * LANES;
            twoPowers(transform, low, high, twiddles, 2 * k, powers, k * LANES, (n - k) * LANES);
        }
    }

    private static void twoPowers(float[] z, int low, int high, float[] twiddles, int w, float[] powers, int lowAt,
            int highAt) {
        FloatVector wRe = FloatVector.broadcast(FLOATS, twiddles[w]);
        FloatVector wIm = FloatVector.broadcast(FLOATS, twiddles[w + 1]);
        FloatVector lowRe = FloatVector.fromArray(FLOATS, z, low);
        FloatVector lowIm = FloatVector.fromArray(FLOATS, z, low + LANES);
        FloatVector highRe = FloatVector.fromArray(FLOATS, z, high);
        FloatVector highIm = FloatVector.fromArray(FLOATS, z, high + LANES);
        FloatVector evenRe = lowRe.add(highRe);
        FloatVector evenIm = lowIm.sub(highIm);
        FloatVector oddRe = lowIm.add(highIm);
        FloatVector oddIm = highRe.sub(lowRe);
        FloatVector turnedRe = oddRe.mul(wRe).sub(oddIm.mul(wIm));
        FloatVector turnedIm = oddRe.fma(wIm, oddIm.mul(wRe));
        FloatVector re = evenRe.sub(turnedRe);
        FloatVector im = evenIm.sub(turnedIm);
        re.fma(re, im.mul(im)).mul(0.25f).intoArray(powers, highAt);
        re = evenRe.add(turnedRe);
        im = evenIm.add(turnedIm);
        re.fma(re, im.mul(im)).mul(0.25f).intoArray(powers, lowAt);
    }

    @Override
    public void sums(float[] rows, Bands bands, float[] sums) {
        int[] from = bands.from();
        int band = 0;
        for (; bands.alike() && band <= bands.count() - 4; band += 4) {
            fourSums(rows, bands.first()[0], from[1], bands.weights(), from[band], sums, band * LANES);
        }
        for (; band < bands.count(); band++) {
            sum(rows, bands.first()[band], bands.weights(), from[band], from[band + 1], sums, band * LANES);
        }
    }

    private static void sum(float[] rows, int first, float[] weights, int from, int end, float[] sums, int at) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = from, in = first * LANES; i < end; i++, in += LANES) {
            sum = FloatVector.fromArray(FLOATS, rows, in).fma(FloatVector.broadcast(FLOATS, weights[i]), sum);
        }
        sum.intoArray(sums, at);
    }

    /** Each load of a row serves four sums, which do not wait for each other. */
    private static void fourSums(float[] rows, int first, int width, float[] weights, int from, float[] sums, int at) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < width; i++) {
            FloatVector row = FloatVector.fromArray(FLOATS, rows, (first + i) * LANES);
            a = row.fma(FloatVector.broadcast(FLOATS, weights[from + i]), a);
            b = row.fma(FloatVector.broadcast(FLOATS, weights[from + width + i]), b);
            c = row.fma(FloatVector.broadcast(FLOATS, weights[from + 2 * width + i]), c);
            d = row.fma(FloatVector.broadcast(FLOATS, weights[from + 3 * width + i]), d);
        }
        a.intoArray(sums, at);
        b.intoArray(sums, at + LANES);
        c.intoArray(sums, at + 2 * LANES);
        d.intoArray(sums, at + 3 * LANES);
    }

    @Override
    public void logs(float[] x, int rows, float floor) {
        for (int at = 0; at < rows * LANES; at += LANES) {
            VectorLogarithms.log(x, at, floor);
        }
    }

    @Override
    public void features(float[] cepstra, int hop, int first, int third, int fourth, float[] mean, float share,
            float[] newMean, float[] scale, float[] rows, int at) {
        int count = mean.length;
        if (count < EIGHT.length()) {
            TAIL.features(cepstra, hop, first, third, fourth, mean, share, newMean, scale, rows, at);
            return;
        }
        for (int next = 0; next < count; next += EIGHT.length()) {
            int i = Math.min(next, count - EIGHT.length()); // the last eight may be made once more, and are the same
            FloatVector now = FloatVector.fromArray(EIGHT, cepstra, hop + i);
            FloatVector before = FloatVector.fromArray(EIGHT, mean, i);
            FloatVector middle = before.add(now.sub(before).mul(share));
            middle.intoArray(newMean, i);
            now.sub(middle).mul(FloatVector.fromArray(EIGHT, scale, i)).intoArray(rows, at + i);
            now.sub(FloatVector.fromArray(EIGHT, cepstra, fourth + i)).mul(2)
                    .add(FloatVector.fromArray(EIGHT, cepstra, first + i))
                    .sub(FloatVector.fromArray(EIGHT, cepstra, third + i)).mul(0.1f)
                    .mul(FloatVector.fromArray(EIGHT, scale, count + i)).intoArray(rows, at + count + i);
        }
    }

    @Override
    public void convolve(float[] rows, int at, Convolution layer, int tap, float[] target, int to, int count, Panels panels) {
        VectorConvolution.run(rows, at, layer, tap, target, to, count, panels);
    }

    @Override
    public void rectify(float[] sums, int at, int count) {
        VectorConvolution.rectify(sums, at, count);
    }

    @Override
    public void rectifyOnto(float[] values, int from, float[] sums, int at, int count) {
        VectorConvolution.rectifyOnto(values, from, sums, at, count);
    }

    @Override
    public void logSoftmax(float[] row, int at, int count) {
        VectorLogarithms.logSoftmax(row, at, count);
    }

    @Override
    public void bestWays(float[] scores, int at, int count, float[] ways, int stride, float[] best) {
        VectorTrellis.bestWays(scores, at, count, ways, stride, best);
    }

    private static VectorShuffle<Float> partners(int part) {
        return VectorShuffle.fromOp(FLOATS, i -> (i + LANES / part) % LANES);
    }

    private static IntVector halves(int from) {
        int[] lanes = new int[LANES];
        Arrays.setAll(lanes, i -> i % 2 * LANES + from + i / 2);
        return IntVector.fromArray(INTS, lanes, 0);
    }
}
