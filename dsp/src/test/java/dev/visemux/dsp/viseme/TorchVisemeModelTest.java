// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchVisemeModelTest {
    private static final Path MODELS = Path.of("../config/models");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static VisemeModel model;

    @TempDir Path folder;

    @BeforeAll
    static void load() {
        model = VisemeModels.in(MODELS, VisemeModels.Runtime.TORCH).load("default");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    static List<String> models() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldScoreAsItsTrainingDid(String name) throws IOException {
        try (VisemeModel model = VisemeModels.in(MODELS, VisemeModels.Runtime.TORCH).load(name)) {
            assertScores(model, GOLDEN.resolve(name));
        }
    }

    private static void assertScores(VisemeModel model, Path folder) throws IOException {
        FloatBuffer features = floats(folder.resolve("features.f32"));
        FloatBuffer golden = floats(folder.resolve("scores.f32"));
        int width = model.manifest().features().features();
        int hops = features.remaining() / width;
        ModelManifest.Context context = model.manifest().context();
        FloatBuffer rows = direct((context.left() + hops + context.right()) * width);
        rows.position(context.left() * width).put(features).clear();
        FloatBuffer scores = direct(hops * Viseme.COUNT);
        model.infer(rows, 1, hops, scores);
        for (int i = 0; i < golden.remaining(); i++) {
            assertThat(scores.get(i)).isEqualTo(golden.get(i), within(1e-3f));
        }
    }

    @Test
    void shouldReadFromThePositionAndLeaveIt() {
        int rowFloats = (model.manifest().context().left() + 1 + model.manifest().context().right())
                * model.manifest().features().features();
        FloatBuffer rows = direct(2 * rowFloats);
        for (int i = 0; i < rows.capacity(); i++) {
            rows.put(i, (float) Math.sin(i));
        }
        FloatBuffer both = direct(2 * Viseme.COUNT);
        model.infer(rows, 2, 1, both);
        FloatBuffer second = direct(2 * Viseme.COUNT);
        model.infer(rows.position(rowFloats), 1, 1, second.position(Viseme.COUNT));
        assertThat(rows.position()).isEqualTo(rowFloats);
        assertThat(second.position()).isEqualTo(Viseme.COUNT);
        assertThat(second.get(Viseme.COUNT + 3)).isEqualTo(both.get(Viseme.COUNT + 3), within(1e-5f));
    }

    @Test
    void shouldRefuseANetworkThatTheManifestDoesNotDescribe() throws IOException {
        Path home = Files.createDirectory(folder.resolve("default"));
        Files.copy(MODELS.resolve("default/manifest.yaml"), home.resolve("manifest.yaml"));
        Files.writeString(home.resolve("model.pt"), "something else");
        VisemeModels models = VisemeModels.in(folder, VisemeModels.Runtime.TORCH);
        assertThatThrownBy(() -> models.load("default")).isInstanceOf(ModelException.class)
                .hasMessageContaining("model.pt").hasMessageContaining("sha256");
    }

    private static FloatBuffer floats(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
