// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.visemux.dsp.signal.Convolution;
import dev.visemux.dsp.signal.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of {@code dsp/training/net.py}, one behind another, and the rows on their way through them. A layer gives
 * {@link Convolution#span} rows less than it takes; a block adds what came in at each hop to what it gives.
 */
final class ConvolutionStack {
    private static final int NO_BLOCK = -1;

    private final Kernels kernels = Kernels.best();
    private final List<Convolution> layers = new ArrayList<>();
    /** How many of the rows that a block takes lie before its hop. */
    private final List<Integer> before = new ArrayList<>();
    /** What comes into each layer, and at last what comes out. */
    private final float[][] rows;
    private int capacity;

    ConvolutionStack(Weights weights, int features) {
        int[][] blocks = blocks(weights);
        add(weights, "first", features, 1, NO_BLOCK);
        for (int i = 0; i < blocks.length; i++) {
            weights.require(blocks[i].length == 2 && blocks[i][0] > 0 && blocks[i][1] >= 0, "its metadata name a block " + i
                    + " that is not [dilation, rows before]");
            add(weights, "blocks." + i, outputs(), blocks[i][0], blocks[i][1]);
        }
        add(weights, "hidden", outputs(), 1, NO_BLOCK);
        add(weights, "last", outputs(), 1, NO_BLOCK);
        rows = new float[layers.size() + 1][];
    }

    private static int[][] blocks(Weights weights) {
        try {
            return new JsonMapper().readValue(weights.metadata("layers"), int[][].class);
        } catch (JsonProcessingException e) {
            throw weights.fault("its metadata do not say its layers: " + e.getOriginalMessage());
        }
    }

    private void add(Weights weights, String name, int inputs, int dilation, int rowsBefore) {
        Weights.Tensor weight = weights.tensor(name + ".weight", 3);
        Weights.Tensor bias = weights.tensor(name + ".bias", 1);
        int taps = weight.shape()[2];
        weights.require(weight.shape()[0] == bias.shape()[0] && weight.shape()[1] <= inputs && taps > 0,
                name + " does not fit its neighbours");
        Convolution layer = Convolution.of(weight.values(), bias.values(), inputs, taps, dilation, !name.equals("last"));
        weights.require(rowsBefore == NO_BLOCK || layer.stride() == inputs && rowsBefore <= layer.span(),
                name + " cannot add its input to its output");
        layers.add(layer);
        before.add(rowsBefore);
    }

    /** Values of a row that comes out. */
    int outputs() {
        return layers.getLast().stride();
    }

    /** Rows that go in beyond those that come out. */
    int span() {
        return layers.stream().mapToInt(Convolution::span).sum();
    }

    /** Rows that the first layer takes beyond those it gives. */
    int firstSpan() {
        return layers.getFirst().span();
    }

    /** Values that {@link #keep} writes. */
    int kept() {
        return layers.stream().mapToInt(layer -> layer.span() * layer.inputs()).sum();
    }

    /** What comes into the first layer, with room for {@code count} rows in each. */
    float[] first(int count) {
        if (capacity < count) {
            capacity = count;
            int height = count + Convolution.SPARE_ROWS;
            rows[0] = new float[height * layers.getFirst().inputs()];
            for (int i = 0; i < layers.size(); i++) {
                rows[i + 1] = new float[height * layers.get(i).stride()];
            }
        }
        return rows[0];
    }

    /** What came out, {@link #outputs} values a row. */
    float[] last() {
        return rows[layers.size()];
    }

    /** Takes {@code count} rows through all layers: {@link #span} less come out. */
    void pass(int count) {
        int given = count;
        for (int i = 0; i < layers.size(); i++) {
            given -= layers.get(i).span();
            pass(i, given, 0);
        }
    }

    /** Goes on behind the rows that were {@linkplain #restore restored}: as many come out as are new in the first layer. */
    void goOn(int count) {
        for (int i = 0; i < layers.size(); i++) {
            pass(i, count, i + 1 < layers.size() ? layers.get(i + 1).span() : 0);
        }
    }

    private void pass(int index, int count, int behind) {
        Convolution layer = layers.get(index);
        int to = behind * layer.stride();
        kernels.convolve(rows[index], 0, layer, rows[index + 1], to, count);
        if (before.get(index) != NO_BLOCK) {
            add(rows[index], before.get(index) * layer.stride(), rows[index + 1], to, count * layer.stride());
        }
    }

    private static void add(float[] values, int at, float[] target, int to, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] += values[at + i];
        }
    }

    /** After {@link #pass}: copies out what each layer needs to go on once {@code count} rows that came out are done with. */
    void keepOfPass(int count, float[] target) {
        int at = 0;
        int later = span();
        for (int i = 0; i < layers.size(); i++) {
            later -= layers.get(i).span();
            at += keep(i, count + later, target, at);
        }
    }

    /** The same after {@link #goOn}. */
    void keep(int count, float[] target) {
        int at = 0;
        for (int i = 0; i < layers.size(); i++) {
            at += keep(i, count, target, at);
        }
    }

    private int keep(int index, int from, float[] target, int at) {
        int inputs = layers.get(index).inputs();
        int length = layers.get(index).span() * inputs;
        System.arraycopy(rows[index], from * inputs, target, at, length);
        return length;
    }

    /** Puts back what was kept, before new rows of the first layer, whose own are not kept. */
    void restore(float[] kept) {
        int at = 0;
        for (int i = 0; i < layers.size(); i++) {
            int length = layers.get(i).span() * layers.get(i).inputs();
            System.arraycopy(kept, at, rows[i], 0, length);
            at += length;
        }
    }
}
