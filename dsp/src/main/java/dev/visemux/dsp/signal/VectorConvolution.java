// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A convolution as a matrix product held in registers (K. Goto, R. van de Geijn, Anatomy of High-Performance Matrix
 * Multiplication, 2008): two vectors of outputs by eight rows are summed at once, so that eight rows share each load of
 * a weight and two vectors each load of an input. More sums would not fit beside the JIT's own needs: with 20 and 24 it
 * spills, at two thirds of the speed. Every sum runs over the inputs in the same order, whatever is computed beside:
 * the same rows give the same bits.
 */
final class VectorConvolution {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final int BLOCK = Convolution.BLOCK;

    private VectorConvolution() {}

    static void run(float[] rows, int at, Convolution layer, float[] target, int to, int count) {
        for (int output = 0; output < layer.stride(); output += 2 * LANES) {
            int row = 0;
            for (; row < count - 4; row += 8) {
                eightRows(rows, at + row * layer.inputs(), layer, output, target, to + row * layer.stride() + output);
            }
            if (row < count) {
                fourRows(rows, at + row * layer.inputs(), layer, output, target, to + row * layer.stride() + output);
            }
        }
    }

    private static void eightRows(float[] x, int at, Convolution layer, int output, float[] y, int to) {
        FloatVector low = FloatVector.fromArray(FLOATS, layer.bias(), output);
        FloatVector high = FloatVector.fromArray(FLOATS, layer.bias(), output + LANES);
        FloatVector low0 = low, low1 = low, low2 = low, low3 = low, low4 = low, low5 = low, low6 = low, low7 = low;
        FloatVector high0 = high, high1 = high, high2 = high, high3 = high, high4 = high, high5 = high, high6 = high, high7 = high;
        int inputs = layer.inputs();
        float[] weights = layer.weights();
        for (int tap = 0; tap < layer.taps(); tap++) {
            int from = at + tap * layer.dilation() * inputs;
            int weight = layer.weight(output, tap);
            for (int i = 0; i < inputs; i++) {
                FloatVector w = FloatVector.fromArray(FLOATS, weights, weight + i * BLOCK);
                FloatVector v = FloatVector.fromArray(FLOATS, weights, weight + i * BLOCK + LANES);
                FloatVector row0 = FloatVector.broadcast(FLOATS, x[from + i]);
                low0 = row0.fma(w, low0);
                high0 = row0.fma(v, high0);
                FloatVector row1 = FloatVector.broadcast(FLOATS, x[from + inputs + i]);
                low1 = row1.fma(w, low1);
                high1 = row1.fma(v, high1);
                FloatVector row2 = FloatVector.broadcast(FLOATS, x[from + 2 * inputs + i]);
                low2 = row2.fma(w, low2);
                high2 = row2.fma(v, high2);
                FloatVector row3 = FloatVector.broadcast(FLOATS, x[from + 3 * inputs + i]);
                low3 = row3.fma(w, low3);
                high3 = row3.fma(v, high3);
                FloatVector row4 = FloatVector.broadcast(FLOATS, x[from + 4 * inputs + i]);
                low4 = row4.fma(w, low4);
                high4 = row4.fma(v, high4);
                FloatVector row5 = FloatVector.broadcast(FLOATS, x[from + 5 * inputs + i]);
                low5 = row5.fma(w, low5);
                high5 = row5.fma(v, high5);
                FloatVector row6 = FloatVector.broadcast(FLOATS, x[from + 6 * inputs + i]);
                low6 = row6.fma(w, low6);
                high6 = row6.fma(v, high6);
                FloatVector row7 = FloatVector.broadcast(FLOATS, x[from + 7 * inputs + i]);
                low7 = row7.fma(w, low7);
                high7 = row7.fma(v, high7);
            }
        }
        float floor = floor(layer);
        int stride = layer.stride();
        low0.max(floor).intoArray(y, to);
        high0.max(floor).intoArray(y, to + LANES);
        low1.max(floor).intoArray(y, to + stride);
        high1.max(floor).intoArray(y, to + stride + LANES);
        low2.max(floor).intoArray(y, to + 2 * stride);
        high2.max(floor).intoArray(y, to + 2 * stride + LANES);
        low3.max(floor).intoArray(y, to + 3 * stride);
        high3.max(floor).intoArray(y, to + 3 * stride + LANES);
        low4.max(floor).intoArray(y, to + 4 * stride);
        high4.max(floor).intoArray(y, to + 4 * stride + LANES);
        low5.max(floor).intoArray(y, to + 5 * stride);
        high5.max(floor).intoArray(y, to + 5 * stride + LANES);
        low6.max(floor).intoArray(y, to + 6 * stride);
        high6.max(floor).intoArray(y, to + 6 * stride + LANES);
        low7.max(floor).intoArray(y, to + 7 * stride);
        high7.max(floor).intoArray(y, to + 7 * stride + LANES);
    }

    private static void fourRows(float[] x, int at, Convolution layer, int output, float[] y, int to) {
        FloatVector low = FloatVector.fromArray(FLOATS, layer.bias(), output);
        FloatVector high = FloatVector.fromArray(FLOATS, layer.bias(), output + LANES);
        FloatVector low0 = low, low1 = low, low2 = low, low3 = low;
        FloatVector high0 = high, high1 = high, high2 = high, high3 = high;
        int inputs = layer.inputs();
        float[] weights = layer.weights();
        for (int tap = 0; tap < layer.taps(); tap++) {
            int from = at + tap * layer.dilation() * inputs;
            int weight = layer.weight(output, tap);
            for (int i = 0; i < inputs; i++) {
                FloatVector w = FloatVector.fromArray(FLOATS, weights, weight + i * BLOCK);
                FloatVector v = FloatVector.fromArray(FLOATS, weights, weight + i * BLOCK + LANES);
                FloatVector row0 = FloatVector.broadcast(FLOATS, x[from + i]);
                low0 = row0.fma(w, low0);
                high0 = row0.fma(v, high0);
                FloatVector row1 = FloatVector.broadcast(FLOATS, x[from + inputs + i]);
                low1 = row1.fma(w, low1);
                high1 = row1.fma(v, high1);
                FloatVector row2 = FloatVector.broadcast(FLOATS, x[from + 2 * inputs + i]);
                low2 = row2.fma(w, low2);
                high2 = row2.fma(v, high2);
                FloatVector row3 = FloatVector.broadcast(FLOATS, x[from + 3 * inputs + i]);
                low3 = row3.fma(w, low3);
                high3 = row3.fma(v, high3);
            }
        }
        float floor = floor(layer);
        int stride = layer.stride();
        low0.max(floor).intoArray(y, to);
        high0.max(floor).intoArray(y, to + LANES);
        low1.max(floor).intoArray(y, to + stride);
        high1.max(floor).intoArray(y, to + stride + LANES);
        low2.max(floor).intoArray(y, to + 2 * stride);
        high2.max(floor).intoArray(y, to + 2 * stride + LANES);
        low3.max(floor).intoArray(y, to + 3 * stride);
        high3.max(floor).intoArray(y, to + 3 * stride + LANES);
    }

    private static float floor(Convolution layer) {
        return layer.rectified() ? 0 : Float.NEGATIVE_INFINITY;
    }
}
