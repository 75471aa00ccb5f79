// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * A TorchScript network, run by PyTorch through DJL: the only file that knows either. One thread at a time.
 * Rows are read where they lie; DJL itself allocates six kilobytes a call, whatever its size.
 */
public final class TorchVisemeModel implements VisemeModel {
    private static final String ENGINE = "PyTorch";

    private final Path file;
    private final ModelManifest manifest;
    private final Model model;
    private final NDManager manager;
    private final ParameterStore parameters;

    private TorchVisemeModel(Path file, ModelManifest manifest, Model model) {
        this.file = file;
        this.manifest = manifest;
        this.model = model;
        this.manager = model.getNDManager().newSubManager(Device.cpu());
        this.parameters = new ParameterStore(manager, false);
    }

    /** Verifies and loads model.pt and has it score one hop. */
    static TorchVisemeModel load(Path file, ModelManifest manifest) {
        verify(file, manifest.sha256());
        configureEngine();
        TorchVisemeModel network = null;
        try {
            Model model = Model.newInstance(manifest.name(), Device.cpu(), ENGINE);
            network = new TorchVisemeModel(file, manifest, model);
            model.load(file.getParent(), file.getFileName().toString(), Map.of());
            network.probe();
            return network;
        } catch (EngineException | IOException | MalformedModelException e) {
            if (network != null) {
                network.close();
            }
            throw new ModelException(file, "PyTorch cannot load it (its libraries are unpacked below DJL_CACHE_DIR, "
                    + "which needs 500 MB and must be writable): " + e.getMessage(), e);
        }
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
        ModelManifest.Context context = manifest.context();
        Shape shape = new Shape(batch, context.left() + hops + context.right(), manifest.features().features());
        try (NDManager call = manager.newSubManager()) {
            NDArray input = call.create(bytes(rows, (int) shape.size()), shape, DataType.FLOAT32);
            NDArray output = model.getBlock().forward(parameters, new NDList(input), false).singletonOrThrow();
            FloatBuffer result = output.toByteBuffer(true).asFloatBuffer();
            if (result.remaining() != batch * hops * Viseme.COUNT) {
                throw new ModelException(file, "answers " + output.getShape() + " to " + shape);
            }
            scores.duplicate().put(result);
        }
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }

    private void probe() {
        int rows = manifest.context().left() + 1 + manifest.context().right();
        FloatBuffer scores = direct(Viseme.COUNT);
        infer(direct(rows * manifest.features().features()), 1, 1, scores);
        double sum = 0;
        for (int viseme = 0; viseme < Viseme.COUNT; viseme++) {
            sum += Math.exp(scores.get(viseme));
        }
        if (!(Math.abs(sum - 1) < 1e-3)) {
            throw new ModelException(file, "does not answer log-probabilities: they sum up to " + sum);
        }
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** DJL takes direct memory as it is only in the shape of bytes. */
    private static ByteBuffer bytes(FloatBuffer floats, int count) {
        return MemorySegment.ofBuffer(floats.slice(floats.position(), count)).asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    private static void verify(Path file, String sha256) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            String found = HexFormat.of().formatHex(digest);
            if (!found.equals(sha256)) {
                throw new ModelException(file, "is not the network that manifest.yaml describes: sha256 is " + found
                        + ", not " + sha256 + ". Take both files from the same training");
            }
        } catch (IOException e) {
            throw new ModelException(file, "cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** DJL reads its settings when its engine is first touched. One thread: a worker is one core. */
    private static void configureEngine() {
        Map.of("ai.djl.offline", "true",
                "ai.djl.pytorch.num_threads", "1",
                "ai.djl.pytorch.num_interop_threads", "1",
                "ai.djl.pytorch.graph_optimizer", "false")
                .forEach((key, value) -> System.setProperty(key, System.getProperty(key, value)));
    }
}
