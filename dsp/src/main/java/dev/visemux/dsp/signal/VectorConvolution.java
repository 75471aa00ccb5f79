// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A convolution as matrix products held in registers (K. Goto, R. van de Geijn, Anatomy of High-Performance Matrix
 * Multiplication, 2008): four vectors of outputs by four or five rows are summed at once. Those rows are laid out side by
 * side first, without the inputs that are zero in all of them: behind a ReLU that is a quarter, and what they weigh need
 * not be added. The weights of one tap for a block of outputs stay in the fastest cache while all rows pass. Every sum runs
 * over the inputs in the same order, whatever is computed beside: the same rows give the same bits.
 *
 * <p>The kernels say each row by itself, for an array of sums would live in memory. They take few parameters: with more
 * the JIT keeps some of them in vector registers, and the way there and back is longer than the sums of an input take.
 */
final class VectorConvolution {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
    private static final int LANES = FLOATS.length();
    private static final int WIDTH = Panels.WIDTH;
    private static final int LEAST_HEIGHT = Panels.HEIGHT - 1;
    private static final int[] PLACES = places();
    /** Narrower vectors have no instruction for it. */
    private static final boolean CLOSES_UP = LANES == 16;

    private VectorConvolution() {}

    private static int[] places() {
        int[] places = new int[Convolution.PIECE];
        Arrays.setAll(places, input -> Convolution.place(input, 0));
        return places;
    }

    static void run(float[] rows, int at, Convolution layer, int tap, float[] target, int to, int count, Panels panels) {
        for (int row = 0; row < count; row += Panels.ROWS) {
            int from = at + row * layer.inputs();
            int onTo = to + row * layer.stride();
            int some = Math.min(count - row, Panels.ROWS);
            for (int input = 0; input < layer.inputs(); input += Convolution.PIECE) {
                pack(rows, from + input, Math.min(layer.inputs() - input, Convolution.PIECE), layer.inputs(), some, panels);
                for (int output = 0; output < layer.stride(); output += 4 * LANES) {
                    float[] weights = layer.weights(tap, input, output);
                    sum(panels, weights, output % Convolution.BLOCK, target, onTo + output, layer.stride(), some);
                }
            }
        }
    }

    /** Of so many rows, how many panels have five; the rest has four, the last of them with rows that do not count. */
    private static int fives(int rows) {
        int fives = rows % LEAST_HEIGHT;
        return fives * Panels.HEIGHT <= rows ? fives : 0;
    }

    private static void pack(float[] rows, int at, int inputs, int stride, int count, Panels panels) {
        int fives = fives(count);
        int from = at;
        for (int panel = 0, row = 0; row < count; panel++) {
            int height = panel < fives ? Panels.HEIGHT : LEAST_HEIGHT;
            panels.widths[panel] = pack(rows, from, inputs, stride, height, panels.values[panel], panels.places[panel]);
            from += height * stride;
            row += height;
        }
    }

    /** Lays rows side by side, where there are four the last of them twice; returns how many inputs are left. */
    private static int pack(float[] rows, int at, int inputs, int stride, int height, float[] values, int[] places) {
        int last = at + (height - 1) * stride;
        int width = 0;
        int input = 0;
        for (; CLOSES_UP && input <= inputs - LANES; input += LANES) {
            IntVector row0 = FloatVector.fromArray(FLOATS, rows, at + input).reinterpretAsInts();
            IntVector row1 = FloatVector.fromArray(FLOATS, rows, at + stride + input).reinterpretAsInts();
            IntVector row2 = FloatVector.fromArray(FLOATS, rows, at + 2 * stride + input).reinterpretAsInts();
            IntVector row3 = FloatVector.fromArray(FLOATS, rows, at + 3 * stride + input).reinterpretAsInts();
            IntVector row4 = FloatVector.fromArray(FLOATS, rows, last + input).reinterpretAsInts();
            VectorMask<Integer> any = row0.or(row1).or(row2).or(row3).or(row4).compare(VectorOperators.NE, 0);
            row0.compress(any).reinterpretAsFloats().intoArray(values, width);
            row1.compress(any).reinterpretAsFloats().intoArray(values, WIDTH + width);
            row2.compress(any).reinterpretAsFloats().intoArray(values, 2 * WIDTH + width);
            row3.compress(any).reinterpretAsFloats().intoArray(values, 3 * WIDTH + width);
            row4.compress(any).reinterpretAsFloats().intoArray(values, 4 * WIDTH + width);
            IntVector.fromArray(INTS, PLACES, input).compress(any).intoArray(places, width);
            width += any.trueCount();
        }
        for (; input < inputs; input++, width++) {
            for (int row = 0; row < height; row++) {
                values[row * WIDTH + width] = rows[at + row * stride + input];
            }
            places[width] = PLACES[input];
        }
        return width;
    }

    private static void sum(Panels panels, float[] weights, int first, float[] y, int to, int stride, int count) {
        int fives = fives(count);
        int onTo = to;
        for (int panel = 0, row = 0; row < count; panel++) {
            float[] x = panels.values[panel];
            int[] places = panels.places[panel];
            int width = panels.widths[panel];
            int height = panel < fives ? Panels.HEIGHT : LEAST_HEIGHT;
            if (height == LEAST_HEIGHT) {
                fourRows(x, places, width, weights, first, y, onTo, stride);
            } else {
                fiveRows(x, places, width, weights, first, y, onTo, stride);
            }
            onTo += height * stride;
            row += height;
        }
    }

    private static void fourRows(float[] x, int[] places, int width, float[] weights, int first, float[] y, int to, int stride) {
        FloatVector sum00 = FloatVector.fromArray(FLOATS, y, to);
        FloatVector sum01 = FloatVector.fromArray(FLOATS, y, to + LANES);
        FloatVector sum02 = FloatVector.fromArray(FLOATS, y, to + 2 * LANES);
        FloatVector sum03 = FloatVector.fromArray(FLOATS, y, to + 3 * LANES);
        FloatVector sum10 = FloatVector.fromArray(FLOATS, y, to + stride);
        FloatVector sum11 = FloatVector.fromArray(FLOATS, y, to + stride + LANES);
        FloatVector sum12 = FloatVector.fromArray(FLOATS, y, to + stride + 2 * LANES);
        FloatVector sum13 = FloatVector.fromArray(FLOATS, y, to + stride + 3 * LANES);
        FloatVector sum20 = FloatVector.fromArray(FLOATS, y, to + 2 * stride);
        FloatVector sum21 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + LANES);
        FloatVector sum22 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + 2 * LANES);
        FloatVector sum23 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + 3 * LANES);
        FloatVector sum30 = FloatVector.fromArray(FLOATS, y, to + 3 * stride);
        FloatVector sum31 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + LANES);
        FloatVector sum32 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + 2 * LANES);
        FloatVector sum33 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + 3 * LANES);
        for (int i = 0; i < width; i++) {
            int at = places[i] + first;
            FloatVector w0 = FloatVector.fromArray(FLOATS, weights, at);
            FloatVector w1 = FloatVector.fromArray(FLOATS, weights, at + LANES);
            FloatVector w2 = FloatVector.fromArray(FLOATS, weights, at + 2 * LANES);
            FloatVector w3 = FloatVector.fromArray(FLOATS, weights, at + 3 * LANES);
            FloatVector row0 = FloatVector.broadcast(FLOATS, x[i]);
            sum00 = row0.fma(w0, sum00);
            sum01 = row0.fma(w1, sum01);
            sum02 = row0.fma(w2, sum02);
            sum03 = row0.fma(w3, sum03);
            FloatVector row1 = FloatVector.broadcast(FLOATS, x[WIDTH + i]);
            sum10 = row1.fma(w0, sum10);
            sum11 = row1.fma(w1, sum11);
            sum12 = row1.fma(w2, sum12);
            sum13 = row1.fma(w3, sum13);
            FloatVector row2 = FloatVector.broadcast(FLOATS, x[2 * WIDTH + i]);
            sum20 = row2.fma(w0, sum20);
            sum21 = row2.fma(w1, sum21);
            sum22 = row2.fma(w2, sum22);
            sum23 = row2.fma(w3, sum23);
            FloatVector row3 = FloatVector.broadcast(FLOATS, x[3 * WIDTH + i]);
            sum30 = row3.fma(w0, sum30);
            sum31 = row3.fma(w1, sum31);
            sum32 = row3.fma(w2, sum32);
            sum33 = row3.fma(w3, sum33);
        }
        sum00.intoArray(y, to);
        sum01.intoArray(y, to + LANES);
        sum02.intoArray(y, to + 2 * LANES);
        sum03.intoArray(y, to + 3 * LANES);
        sum10.intoArray(y, to + stride);
        sum11.intoArray(y, to + stride + LANES);
        sum12.intoArray(y, to + stride + 2 * LANES);
        sum13.intoArray(y, to + stride + 3 * LANES);
        sum20.intoArray(y, to + 2 * stride);
        sum21.intoArray(y, to + 2 * stride + LANES);
        sum22.intoArray(y, to + 2 * stride + 2 * LANES);
        sum23.intoArray(y, to + 2 * stride + 3 * LANES);
        sum30.intoArray(y, to + 3 * stride);
        sum31.intoArray(y, to + 3 * stride + LANES);
        sum32.intoArray(y, to + 3 * stride + 2 * LANES);
        sum33.intoArray(y, to + 3 * stride + 3 * LANES);
    }

    private static void fiveRows(float[] x, int[] places, int width, float[] weights, int first, float[] y, int to, int stride) {
        FloatVector sum00 = FloatVector.fromArray(FLOATS, y, to);
        FloatVector sum01 = FloatVector.fromArray(FLOATS, y, to + LANES);
        FloatVector sum02 = FloatVector.fromArray(FLOATS, y, to + 2 * LANES);
        FloatVector sum03 = FloatVector.fromArray(FLOATS, y, to + 3 * LANES);
        FloatVector sum10 = FloatVector.fromArray(FLOATS, y, to + stride);
        FloatVector sum11 = FloatVector.fromArray(FLOATS, y, to + stride + LANES);
        FloatVector sum12 = FloatVector.fromArray(FLOATS, y, to + stride + 2 * LANES);
        FloatVector sum13 = FloatVector.fromArray(FLOATS, y, to + stride + 3 * LANES);
        FloatVector sum20 = FloatVector.fromArray(FLOATS, y, to + 2 * stride);
        FloatVector sum21 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + LANES);
        FloatVector sum22 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + 2 * LANES);
        FloatVector sum23 = FloatVector.fromArray(FLOATS, y, to + 2 * stride + 3 * LANES);
        FloatVector sum30 = FloatVector.fromArray(FLOATS, y, to + 3 * stride);
        FloatVector sum31 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + LANES);
        FloatVector sum32 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + 2 * LANES);
        FloatVector sum33 = FloatVector.fromArray(FLOATS, y, to + 3 * stride + 3 * LANES);
        FloatVector sum40 = FloatVector.fromArray(FLOATS, y, to + 4 * stride);
        FloatVector sum41 = FloatVector.fromArray(FLOATS, y, to + 4 * stride + LANES);
        FloatVector sum42 = FloatVector.fromArray(FLOATS, y, to + 4 * stride + 2 * LANES);
        FloatVector sum43 = FloatVector.fromArray(FLOATS, y, to + 4 * stride + 3 * LANES);
        for (int i = 0; i < width; i++) {
            int at = places[i] + first;
            FloatVector w0 = FloatVector.fromArray(FLOATS, weights, at);
            FloatVector w1 = FloatVector.fromArray(FLOATS, weights, at + LANES);
            FloatVector w2 = FloatVector.fromArray(FLOATS, weights, at + 2 * LANES);
            FloatVector w3 = FloatVector.fromArray(FLOATS, weights, at + 3 * LANES);
            FloatVector row0 = FloatVector.broadcast(FLOATS, x[i]);
            sum00 = row0.fma(w0, sum00);
            sum01 = row0.fma(w1, sum01);
            sum02 = row0.fma(w2, sum02);
            sum03 = row0.fma(w3, sum03);
            FloatVector row1 = FloatVector.broadcast(FLOATS, x[WIDTH + i]);
            sum10 = row1.fma(w0, sum10);
            sum11 = row1.fma(w1, sum11);
            sum12 = row1.fma(w2, sum12);
            sum13 = row1.fma(w3, sum13);
            FloatVector row2 = FloatVector.broadcast(FLOATS, x[2 * WIDTH + i]);
            sum20 = row2.fma(w0, sum20);
            sum21 = row2.fma(w1, sum21);
            sum22 = row2.fma(w2, sum22);
            sum23 = row2.fma(w3, sum23);
            FloatVector row3 = FloatVector.broadcast(FLOATS, x[3 * WIDTH + i]);
            sum30 = row3.fma(w0, sum30);
            sum31 = row3.fma(w1, sum31);
            sum32 = row3.fma(w2, sum32);
            sum33 = row3.fma(w3, sum33);
            FloatVector row4 = FloatVector.broadcast(FLOATS, x[4 * WIDTH + i]);
            sum40 = row4.fma(w0, sum40);
            sum41 = row4.fma(w1, sum41);
            sum42 = row4.fma(w2, sum42);
            sum43 = row4.fma(w3, sum43);
        }
        sum00.intoArray(y, to);
        sum01.intoArray(y, to + LANES);
        sum02.intoArray(y, to + 2 * LANES);
        sum03.intoArray(y, to + 3 * LANES);
        sum10.intoArray(y, to + stride);
        sum11.intoArray(y, to + stride + LANES);
        sum12.intoArray(y, to + stride + 2 * LANES);
        sum13.intoArray(y, to + stride + 3 * LANES);
        sum20.intoArray(y, to + 2 * stride);
        sum21.intoArray(y, to + 2 * stride + LANES);
        sum22.intoArray(y, to + 2 * stride + 2 * LANES);
        sum23.intoArray(y, to + 2 * stride + 3 * LANES);
        sum30.intoArray(y, to + 3 * stride);
        sum31.intoArray(y, to + 3 * stride + LANES);
        sum32.intoArray(y, to + 3 * stride + 2 * LANES);
        sum33.intoArray(y, to + 3 * stride + 3 * LANES);
        sum40.intoArray(y, to + 4 * stride);
        sum41.intoArray(y, to + 4 * stride + LANES);
        sum42.intoArray(y, to + 4 * stride + 2 * LANES);
        sum43.intoArray(y, to + 4 * stride + 3 * LANES);
    }

    static void rectify(float[] sums, int at, int count) {
        for (int i = at; i < at + count; i += LANES) {
            FloatVector.fromArray(FLOATS, sums, i).max(0).intoArray(sums, i);
        }
    }

    static void rectifyOnto(float[] values, int from, float[] sums, int at, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector value = FloatVector.fromArray(FLOATS, values, from + i);
            FloatVector.fromArray(FLOATS, sums, at + i).max(0).add(value).intoArray(sums, at + i);
        }
    }
}
