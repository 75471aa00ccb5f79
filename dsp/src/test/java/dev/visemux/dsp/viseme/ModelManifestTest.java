// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelManifestTest {
    private static final String ROW = "[" + String.join(", ", Collections.nCopies(22, "-1.5")) + "]";
    private static final String YAML = """
            name: default
            language: en
            about: {anything: [goes, {here: 1}]}
            sha256: %s
            features: {sample_rate_hz: 16000, window_samples: 400, hop_samples: 160, pre_emphasis: 0.97, fft_size: 512,
              mel_bands: 40, mel_low_hz: 20, mel_high_hz: 7600, log_floor: 1.0e-5, cepstra: 13, mean_hops: 150,
              mean: [%s], scale: [%s]}
            context: {left: 20, right: 8}
            decoder:
              lag: 5
              emission_scale: 1.0
              short_scale: 1.5
              bias: %s
              min_hops: [%s]
              transitions: [%s]
            """.formatted("ab".repeat(32), numbers(13), numbers(26), ROW, numbers(22),
            String.join(", ", Collections.nCopies(22, ROW)));

    @TempDir Path folder;

    @Test
    void shouldReadEveryKey() throws IOException {
        ModelManifest manifest = read(YAML);
        assertThat(manifest.name()).isEqualTo("default");
        assertThat(manifest.features().melHighHz()).isEqualTo(7600);
        assertThat(manifest.context()).isEqualTo(new ModelManifest.Context(20, 8));
        assertThat(manifest.decoder().transitions()[21][21]).isEqualTo(-1.5f);
        assertThat(manifest.about()).containsKey("anything");
    }

    @Test
    void shouldNameTheFileAndTheKeyItDoesNotKnow() {
        assertRefused(YAML.replace("lag: 5", "lag: 5\n  lagg: 6"), "lagg");
    }

    @Test
    void shouldNameTheMissingKey() {
        assertRefused(YAML.replace("language: en\n", ""), "language");
    }

    @Test
    void shouldRefuseAKeyGivenTwice() {
        assertRefused(YAML + "name: again\n", "name");
    }

    @Test
    void shouldRefuseTablesOfAnotherSize() {
        assertRefused(YAML.replace("bias: " + ROW, "bias: [1.0]"), "bias needs 22 numbers");
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertRefused(YAML.replace("bias: [-1.5", "bias: [1.0e39"), "bias holds Infinity");
    }

    @Test
    void shouldRefuseAHopThatIsNotTenMilliseconds() {
        assertRefused(YAML.replace("hop_samples: 160", "hop_samples: 200"), "hop_samples");
    }

    @Test
    void shouldSayWhenItSaysNothing() {
        assertRefused("~", "every key is required");
    }

    @Test
    void shouldSayWhenItIsNotYaml() {
        assertRefused("{]", "manifest.yaml");
    }

    private void assertRefused(String yaml, String reason) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(ModelException.class)
                .hasMessageContaining("manifest.yaml").hasMessageContaining(reason);
    }

    private ModelManifest read(String yaml) throws IOException {
        Path file = folder.resolve("manifest.yaml");
        Files.writeString(file, yaml);
        return ModelManifest.read(file);
    }

    private static String numbers(int count) {
        return String.join(", ", Collections.nCopies(count, "1"));
    }
}
