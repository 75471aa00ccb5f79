// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.util.Arrays;

/**
 * A layer of a convolutional network over rows in time: every output of a row is a weighed sum of {@code taps} rows,
 * {@code dilation} apart, the first of them its own (the layer looks ahead only; who calls shifts).
 *
 * @param inputs   values of a row that comes in
 * @param stride   values of a row that goes out: {@code outputs} rounded up to {@link #BLOCK}, the rest is zero
 * @param rectified whether what is below zero becomes zero (ReLU)
 * @param weights  as the kernels walk them, tap after tap: {@code [taps * pieces * stride / BLOCK]} arrays of what
 *                 {@link #PIECE} inputs at most give to a block of outputs, {@code [inputs][BLOCK]}
 * @param bias     {@code [stride]}
 */
public record Convolution(int inputs, int stride, int taps, int dilation, boolean rectified, float[][] weights, float[] bias) {
    /** Outputs that a kernel computes together. */
    public static final int BLOCK = 64;
    /** Inputs whose weights for a block of outputs fit into the fastest cache. */
    static final int PIECE = 128;
    /** Rows behind the last that kernels may read and write, for they take several at once. */
    public static final int SPARE_ROWS = 3;

    /**
     * Packs a layer.
     *
     * @param weights {@code [outputs][inputs][taps]}, PyTorch's order
     * @param inputs  values of a row that comes in, at least the layer's own: what is more weighs nothing
     */
    public static Convolution of(float[] weights, float[] bias, int inputs, int taps, int dilation, boolean rectified) {
        int stride = Math.ceilDiv(bias.length, BLOCK) * BLOCK;
        int pieces = Math.ceilDiv(inputs, PIECE);
        float[][] packed = new float[taps * pieces * stride / BLOCK][Math.min(inputs, PIECE) * BLOCK];
        Convolution layer = new Convolution(inputs, stride, taps, dilation, rectified, packed, Arrays.copyOf(bias, stride));
        int own = weights.length / bias.length / taps;
        for (int output = 0; output < bias.length; output++) {
            for (int input = 0; input < own; input++) {
                for (int tap = 0; tap < taps; tap++) {
                    layer.weights(tap, input, output)[place(input, output)] = weights[(output * own + input) * taps + tap];
                }
            }
        }
        return layer;
    }

    /** The array that holds a weight, at its {@link #place}. */
    float[] weights(int tap, int input, int output) {
        int pieces = Math.ceilDiv(inputs, PIECE);
        return weights[(tap * pieces + input / PIECE) * (stride / BLOCK) + output / BLOCK];
    }

    static int place(int input, int output) {
        return input % PIECE * BLOCK + output % BLOCK;
    }

    /** Rows that come in beyond those that go out. */
    public int span() {
        return (taps - 1) * dilation;
    }
}
