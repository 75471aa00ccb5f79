// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;

/**
 * The network of a weights.safetensors as an ONNX model ({@code onnx.proto}, opset 17): rows [batch, left + hops + right,
 * features] in, log-probabilities [batch, hops, 22] out. It lies in this package to read the weights as the relay does.
 */
public final class OnnxNetwork {
    public static final String ROWS = "rows";
    public static final String SCORES = "scores";
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Weights weights;
    private final OnnxBytes graph = new OnnxBytes();

    private OnnxNetwork(Weights weights) {
        this.weights = weights;
    }

    public static byte[] of(Path safetensors) throws JsonProcessingException {
        return new OnnxNetwork(Weights.read(safetensors)).model();
    }

    private byte[] model() throws JsonProcessingException {
        node("Transpose", "columns", new String[] {ROWS}, ints("perm", 0, 2, 1));
        String last = rectified("first", "columns", 1);
        int[][] blocks = new JsonMapper().readValue(weights.metadata("layers"), int[][].class);
        for (int i = 0; i < blocks.length; i++) {
            last = block("blocks." + i, last, blocks[i][0], blocks[i][1]);
        }
        convolution("last", rectified("hidden", last, 1), 1);
        node("Transpose", "activations", new String[] {"last"}, ints("perm", 0, 2, 1));
        node("LogSoftmax", SCORES, new String[] {"activations"}, number("axis", 2));
        graph.text(2, "visemes");
        graph.message(11, value(ROWS, weights.tensor("first.weight", 3).shape()[1]));
        graph.message(12, value(SCORES, Viseme.COUNT));
        return new OnnxBytes().number(1, 8).message(7, graph).message(8, new OnnxBytes().number(2, 17)).toBytes();
    }

    /** What comes in, cropped to the hops that are left, and the convolution of it. */
    private String block(String name, String in, int dilation, int before) {
        String out = rectified(name, in, dilation);
        indices(name + ".from", before);
        int after = 2 * dilation - before;
        indices(name + ".to", after == 0 ? Long.MAX_VALUE : -after);
        indices(name + ".axis", 2);
        node("Slice", name + ".in", new String[] {in, name + ".from", name + ".to", name + ".axis"});
        node("Add", name + ".sum", new String[] {out, name + ".in"});
        return name + ".sum";
    }

    private String rectified(String name, String in, int dilation) {
        convolution(name, in, dilation);
        node("Relu", name + ".relu", new String[] {name});
        return name + ".relu";
    }

    private void convolution(String name, String in, int dilation) {
        Weights.Tensor weight = weights.tensor(name + ".weight", 3);
        initializer(name + ".weight", weight);
        initializer(name + ".bias", weights.tensor(name + ".bias", 1));
        node("Conv", name, new String[] {in, name + ".weight", name + ".bias"},
                ints("kernel_shape", weight.shape()[2]), ints("dilations", dilation));
    }

    private void node(String type, String output, String[] inputs, OnnxBytes... attributes) {
        OnnxBytes node = new OnnxBytes().text(1, inputs).text(2, output).text(4, type);
        for (OnnxBytes attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    private static OnnxBytes ints(String name, long... values) {
        return new OnnxBytes().text(1, name).numbers(8, values).number(20, ATTRIBUTE_INTS);
    }

    private static OnnxBytes number(String name, long value) {
        return new OnnxBytes().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
    }

    private void initializer(String name, Weights.Tensor tensor) {
        OnnxBytes proto = new OnnxBytes();
        for (int size : tensor.shape()) {
            proto.number(1, size);
        }
        graph.message(5, proto.number(2, FLOAT).text(8, name).raw(9, OnnxBytes.littleEndian(tensor.values())));
    }

    private void indices(String name, long... values) {
        graph.message(5, new OnnxBytes().number(1, values.length).number(2, INT64).text(8, name)
                .raw(9, OnnxBytes.littleEndian(values)));
    }

    private static OnnxBytes value(String name, int features) {
        OnnxBytes shape = new OnnxBytes().message(1, new OnnxBytes().text(2, "batch_" + name))
                .message(1, new OnnxBytes().text(2, "hops_" + name)).message(1, new OnnxBytes().number(1, features));
        return new OnnxBytes().text(1, name)
                .message(2, new OnnxBytes().message(1, new OnnxBytes().number(1, FLOAT).message(2, shape)));
    }
}
