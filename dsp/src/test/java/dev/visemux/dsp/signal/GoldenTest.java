// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows are those that the model was trained on: a file written by the training, for each model that has one. */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final Path MODELS = Path.of("..", "config", "models");

    static List<String> models() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldMakeTheRowsOfTheTraining(String model) throws IOException {
        FeatureOptions options = options(MODELS.resolve(model).resolve("manifest.yaml"));
        ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(GOLDEN.resolve(model).resolve("features.f32")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int hops = expected.remaining() / Float.BYTES / options.features();
        FloatBuffer rows = rows(options, pcm(GOLDEN.resolve(model).resolve("audio.wav")), hops);
        assertThat(hops).isGreaterThan(100);
        for (int i = 0; i < hops * options.features(); i++) {
            assertThat(rows.get(i)).as("hop %d feature %d", i / options.features(), i % options.features())
                    .isCloseTo(expected.getFloat(i * Float.BYTES), within(1e-4f));
        }
    }

    private static FeatureOptions options(Path manifest) throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
        return yaml.treeToValue(yaml.readTree(Files.readString(manifest)).get("features"), FeatureOptions.class);
    }

    private static byte[] pcm(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer pcm = ByteBuffer.allocate(bytes.length);
        Wav wav = new Wav();
        wav.read(ByteBuffer.wrap(bytes), pcm);
        wav.finish();
        assertThat(wav.format()).isEqualTo(PcmFormat.pcm16(16_000));
        return Arrays.copyOf(pcm.array(), pcm.position());
    }

    /** As an engine reads a long stream: a slice in, its rows out. */
    private static FloatBuffer rows(FeatureOptions options, byte[] pcm, int hops) {
        FeatureStream stream = new FeatureStream(options, new Mfcc(options, Kernels.best()), PcmFormat.pcm16(16_000));
        Native memory = Native.of(pcm);
        FloatBuffer rows = FloatBuffer.allocate(hops * options.features());
        long copied = 0;
        for (int at = 0; at < pcm.length; at += 6_400) {
            stream.accept(memory.address() + at, Math.min(6_400, pcm.length - at));
            if (at + 6_400 >= pcm.length) {
                stream.finish();
            }
            stream.copyRows(copied, (int) (stream.rowsComplete() - copied), rows);
            copied = stream.rowsComplete();
        }
        assertThat(copied).isEqualTo(hops);
        return rows;
    }
}
