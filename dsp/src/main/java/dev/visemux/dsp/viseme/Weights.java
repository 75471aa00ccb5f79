// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a network, as training wrote them down in a safetensors file: the length of a JSON header, the header,
 * and float32 tensors end to end, all little-endian (https://huggingface.co/docs/safetensors).
 */
final class Weights {
    private static final String METADATA = "__metadata__";
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private record Entry(String dtype, int[] shape, int[] data_offsets) {}

    /** Row-major values. */
    record Tensor(int[] shape, float[] values) {}

    private final Path file;
    private final Map<String, Tensor> tensors = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();

    private Weights(Path file) {
        this.file = file;
    }

    /** Throws ModelException where the file is not whole. */
    static Weights read(Path file) {
        Weights weights = new Weights(file);
        try {
            weights.parse(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
        } catch (JacksonException e) {
            throw new ModelException(file, "its header is not the JSON of safetensors: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file, "cannot be read: " + e, e);
        } catch (ModelException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ModelException(file, "its header does not describe tensors: " + e.getMessage(), e);
        }
        return weights;
    }

    private void parse(ByteBuffer bytes) throws JacksonException {
        require(bytes.remaining() >= Long.BYTES, "is shorter than its header's length");
        long length = bytes.getLong();
        require(length >= 0 && length <= Math.min(MAX_HEADER_BYTES, bytes.remaining()), "its header is cut off");
        byte[] header = new byte[(int) length];
        bytes.get(header);
        ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        JSON.readTree(new String(header, StandardCharsets.UTF_8)).properties().forEach(each -> {
            if (each.getKey().equals(METADATA)) {
                each.getValue().properties().forEach(fact -> metadata.put(fact.getKey(), fact.getValue().asText()));
            } else {
                tensors.put(each.getKey(), tensor(each.getKey(), JSON.convertValue(each.getValue(), Entry.class), data));
            }
        });
        require(metadata("sha256").equals(sha256(data)), "is damaged: its numbers are not those that were written");
    }

    private String sha256(ByteBuffer data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(metadata("layers").getBytes(StandardCharsets.UTF_8));
            digest.update(data.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Tensor tensor(String name, Entry entry, ByteBuffer data) {
        require("F32".equals(entry.dtype) && entry.shape != null && entry.data_offsets != null && entry.data_offsets.length == 2,
                name + " is not a tensor of float32");
        int from = entry.data_offsets[0];
        int end = entry.data_offsets[1];
        long count = Arrays.stream(entry.shape).asLongStream().reduce(1, Math::multiplyExact);
        require(from >= 0 && end <= data.capacity() && end - from == count * Float.BYTES, name + " lies outside the file");
        float[] values = new float[(int) count];
        data.slice(from, end - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            require(Float.isFinite(value), name + " holds " + value);
        }
        return new Tensor(entry.shape, values);
    }

    /** What training says of the tensors; empty where it does not. */
    String metadata(String name) {
        return metadata.getOrDefault(name, "");
    }

    /** A tensor of so many dimensions. */
    Tensor tensor(String name, int dimensions) {
        Tensor tensor = tensors.get(name);
        require(tensor != null && tensor.shape.length == dimensions, "has no tensor " + name + " of " + dimensions + " dimensions");
        return tensor;
    }

    void require(boolean holds, String fault) {
        if (!holds) {
            throw fault(fault);
        }
    }

    ModelException fault(String fault) {
        return new ModelException(file, fault);
    }
}
