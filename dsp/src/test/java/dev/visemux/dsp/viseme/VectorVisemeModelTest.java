// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.visemux.dsp.viseme.VisemeModels.Runtime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorVisemeModelTest {
    private static final Path MODELS = Path.of("../config/models");
    private static final int HOPS = 300;
    private final VisemeModel model = VisemeModels.in(MODELS, Runtime.VECTOR).load("default");
    private final int features = model.manifest().features().features();
    private final int left = model.manifest().context().left();
    private final int right = model.manifest().context().right();
    private final Random random = new Random(1);
    private final float[] rows = new float[(left + HOPS + right) * features];

    @TempDir Path folder;

    @BeforeEach
    void draw() {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) random.nextGaussian();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "indonesian"})
    void shouldScoreAsPyTorchDoes(String name) {
        try (VisemeModel torch = VisemeModels.in(MODELS, Runtime.TORCH).load(name)) {
            FloatBuffer ours = whole(VisemeModels.in(MODELS, Runtime.VECTOR).load(name));
            FloatBuffer theirs = whole(torch);
            for (int i = 0; i < ours.capacity(); i++) {
                assertThat(ours.get(i)).isEqualTo(theirs.get(i), within(1e-3f));
            }
        }
    }

    /** What a stream is told may not depend on how its audio was cut. */
    @Test
    void shouldScoreAStreamInPiecesAsInOneGoToTheBit() {
        FloatBuffer whole = whole(model);
        HopScorer scorer = model.scorer().orElseThrow();
        for (int round = 0; round < 20; round++) {
            scorer.restart();
            for (int hop = 0; hop < HOPS; ) {
                int hops = 1 + random.nextInt(Math.min(HopScorer.MAX_HOPS, HOPS - hop));
                int settled = random.nextInt(hops + 1);
                FloatBuffer scores = direct(hops * Viseme.COUNT);
                int before = scorer.before();
                scorer.score(rows(left + hop - before, before + hops + right), hops, settled, scores);
                assertThat(scores).as("%d hops from %d", hops, hop).isEqualTo(whole.slice(hop * Viseme.COUNT, hops * Viseme.COUNT));
                hop += settled;
            }
        }
    }

    /** What a live stream is told at a message's end must leave no trace in what it is told later. */
    @Test
    void shouldScoreSettledHopsTheSameToTheBitWhateverStoodBehindTheirRows() {
        FloatBuffer whole = whole(model);
        HopScorer scorer = model.scorer().orElseThrow();
        for (int round = 0; round < 20; round++) {
            scorer.restart();
            for (int hop = 0; hop < HOPS; ) {
                int hops = 1 + random.nextInt(Math.min(HopScorer.MAX_HOPS, HOPS - hop));
                int settled = random.nextInt(hops + 1);
                FloatBuffer scores = direct(hops * Viseme.COUNT);
                int before = scorer.before();
                FloatBuffer rows = rows(left + hop - before, before + hops + right);
                for (int i = (before + settled + right) * features; settled > 0 && i < rows.capacity(); i++) {
                    rows.put(Math.max(i, 0), random.nextInt(2) * 10 * random.nextFloat());
                }
                scorer.score(rows, hops, settled, scores);
                assertThat(scores.slice(0, settled * Viseme.COUNT)).as("%d hops from %d", settled, hop)
                        .isEqualTo(whole.slice(hop * Viseme.COUNT, settled * Viseme.COUNT));
                hop += settled;
            }
        }
    }

    @Test
    void shouldScoreASegmentAloneAsInABatchToTheBit() {
        int height = left + 1 + right;
        FloatBuffer both = direct(2 * Viseme.COUNT);
        model.infer(rows(0, 2 * height), 2, 1, both);
        FloatBuffer second = direct(2 * Viseme.COUNT).position(Viseme.COUNT);
        model.infer(rows(0, 2 * height).position(height * features), 1, 1, second);
        assertThat(second).isEqualTo(both.position(Viseme.COUNT));
    }

    @Test
    void shouldSayWhichFileIsDamagedWhereverItIs() throws IOException {
        byte[] whole = Files.readAllBytes(MODELS.resolve("default/weights.safetensors"));
        for (int round = 0; round < 200; round++) {
            byte[] damaged = round % 2 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            if (round % 2 == 1) {
                int at = round % 4 == 1 ? random.nextInt(2_000) : random.nextInt(whole.length);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
            }
            assertRefused(damaged, "weights.safetensors");
        }
    }

    @Test
    void shouldRefuseWeightsOfAnotherTraining() throws IOException {
        assertRefused(Files.readAllBytes(MODELS.resolve("indonesian/weights.safetensors")), "manifest.yaml describes");
    }

    private void assertRefused(byte[] weights, String words) throws IOException {
        Path home = Files.createDirectories(folder.resolve("default"));
        Files.copy(MODELS.resolve("default/manifest.yaml"), home.resolve("manifest.yaml"), StandardCopyOption.REPLACE_EXISTING);
        Files.write(home.resolve("weights.safetensors"), weights);
        VisemeModels models = VisemeModels.in(folder);
        assertThatThrownBy(() -> models.load("default")).isInstanceOf(ModelException.class).hasMessageContaining(words);
    }

    private FloatBuffer whole(VisemeModel model) {
        FloatBuffer scores = direct(HOPS * Viseme.COUNT);
        model.infer(rows(0, left + HOPS + right), 1, HOPS, scores);
        return scores;
    }

    private FloatBuffer rows(int from, int count) {
        return direct(count * features).put(0, rows, from * features, count * features);
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
