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
 * @param weights  {@code [stride / BLOCK][taps][inputs][BLOCK]}, as the kernels walk them
 * @param bias     {@code [stride]}
 */
public record Convolution(int inputs, int stride, int taps, int dilation, boolean rectified, float[] weights, float[] bias) {
    /** Outputs that a kernel computes together. */
    public static final int BLOCK = 32;
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
        int own = weights.length / bias.length / taps;
        float[] packed = new float[stride * taps * inputs];
        for (int output = 0; output < bias.length; output++) {
            for (int input = 0; input < own; input++) {
                for (int tap = 0; tap < taps; tap++) {
                    packed[weight(output, tap, taps, inputs) + input * BLOCK] = weights[(output * own + input) * taps + tap];
                }
            }
        }
        return new Convolution(inputs, stride, taps, dilation, rectified, packed, Arrays.copyOf(bias, stride));
    }

    /** Where the weights of an output's tap begin; each input's is {@link #BLOCK} further. */
    int weight(int output, int tap) {
        return weight(output, tap, taps, inputs);
    }

    private static int weight(int output, int tap, int taps, int inputs) {
        return (output / BLOCK * taps + tap) * inputs * BLOCK + output % BLOCK;
    }

    /** Rows that come in beyond those that go out. */
    public int span() {
        return (taps - 1) * dilation;
    }
}
