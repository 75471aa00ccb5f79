// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.visemux.dsp.signal.Convolution;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Panels;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of {@code dsp/training/net.py}, one behind another, and the rows on their way through them. A layer gives
 * {@link Convolution#span} rows less than it takes; a block adds what came in at each hop to what it gives.
 */
final class ConvolutionStack {
    private static final int NO_BLOCK = -1;

    private final Kernels kernels = Kernels.best();
    private final Panels panels = new Panels();
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

    /** Values that are kept of a stream: rows that come into each layer, and sums that are not yet whole. */
    int kept() {
        return keptRows() + layers.stream().mapToInt(layer -> layer.span() * layer.stride()).sum();
    }

    private int keptRows() {
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
            Convolution layer = layers.get(i);
            given -= layer.span();
            begin(layer, rows[i + 1], 0, given);
            for (int tap = 0; tap < layer.taps(); tap++) {
                add(i, tap, 0, 0, given);
            }
            finish(i, 0, given);
        }
    }

    /** After {@link #pass}: copies out what each layer needs to go on once {@code count} rows that came out are done with. */
    void keepOfPass(int count, float[] kept) {
        int at = 0;
        int later = span();
        for (int i = 0; i < layers.size(); i++) {
            later -= layers.get(i).span();
            at += keepRows(i, count + later, kept, at);
        }
    }

    /**
     * Goes on behind rows that were kept: as many come out as are new in the first layer. Keeps in turn what is needed once
     * {@code settled} of them are done with. Rows behind those come again, most of them with other rows after them than
     * now; what the rows before them gave to their sums is kept as well.
     *
     * @param begun how many of the rows came before, when their sums were begun
     */
    void goOn(int count, int begun, int settled, float[] kept) {
        restore(kept);
        int sumsAt = keptRows();
        for (int i = 0; i < layers.size(); i++) {
            Convolution layer = layers.get(i);
            int behind = i + 1 < layers.size() ? layers.get(i + 1).span() : 0;
            int known = Math.min(Math.min(begun, count), layer.span());
            System.arraycopy(kept, sumsAt, rows[i + 1], behind * layer.stride(), known * layer.stride());
            begin(layer, rows[i + 1], behind + known, count - known);
            for (int tap = 0; tap < layer.taps(); tap++) {
                keepSums(layer, tap, rows[i + 1], behind + settled, count - settled, kept, sumsAt);
                add(i, tap, behind, Math.min(known, whole(layer, tap)), count);
            }
            finish(i, behind, count);
            sumsAt += layer.span() * layer.stride();
        }
        keepAllRows(settled, kept);
    }

    /** How many of the first rows have what a tap gives them from rows that were kept. */
    private static int whole(Convolution layer, int tap) {
        return (layer.taps() - 1 - tap) * layer.dilation();
    }

    /** Keeps the sums whose next tap is of a row that is not final. */
    private static void keepSums(Convolution layer, int tap, float[] sums, int first, int count, float[] kept, int at) {
        int from = Math.min(whole(layer, tap), count);
        int end = tap == 0 ? from : Math.min(whole(layer, tap - 1), count);
        int stride = layer.stride();
        System.arraycopy(sums, (first + from) * stride, kept, at + from * stride, (end - from) * stride);
    }

    private static void begin(Convolution layer, float[] sums, int first, int count) {
        for (int row = first; row < first + count; row++) {
            System.arraycopy(layer.bias(), 0, sums, row * layer.stride(), layer.stride());
        }
    }

    /** Adds what a tap gives to rows {@code [from, count)} of those behind {@code behind}. */
    private void add(int index, int tap, int behind, int from, int count) {
        Convolution layer = layers.get(index);
        int at = (from + tap * layer.dilation()) * layer.inputs();
        kernels.convolve(rows[index], at, layer, tap, rows[index + 1], (behind + from) * layer.stride(), count - from, panels);
    }

    private void finish(int index, int behind, int count) {
        Convolution layer = layers.get(index);
        int at = behind * layer.stride();
        if (before.get(index) != NO_BLOCK) {
            kernels.rectifyOnto(rows[index], before.get(index) * layer.stride(), rows[index + 1], at, count * layer.stride());
        } else if (layer.rectified()) {
            kernels.rectify(rows[index + 1], at, count * layer.stride());
        }
    }

    private void keepAllRows(int count, float[] kept) {
        int at = 0;
        for (int i = 0; i < layers.size(); i++) {
            at += keepRows(i, count, kept, at);
        }
    }

    private int keepRows(int index, int from, float[] kept, int at) {
        int inputs = layers.get(index).inputs();
        int length = layers.get(index).span() * inputs;
        System.arraycopy(rows[index], from * inputs, kept, at, length);
        return length;
    }

    /** Puts back what was kept, before new rows of each layer. */
    private void restore(float[] kept) {
        int at = 0;
        for (int i = 0; i < layers.size(); i++) {
            int length = layers.get(i).span() * layers.get(i).inputs();
            System.arraycopy(kept, at, rows[i], 0, length);
            at += length;
        }
    }
}
