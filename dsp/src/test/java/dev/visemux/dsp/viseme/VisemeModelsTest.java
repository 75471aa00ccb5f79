// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisemeModelsTest {
    @TempDir Path folder;

    @Test
    void shouldNameAFolderThatIsNotThere() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> VisemeModels.in(missing)).isInstanceOf(ModelException.class)
                .hasMessageContaining(missing.toString()).hasMessageContaining("is not a folder");
    }

    @Test
    void shouldSayWhatAnEmptyFolderLacks() {
        assertThatThrownBy(() -> VisemeModels.in(folder)).isInstanceOf(ModelException.class)
                .hasMessageContaining("model.pt");
    }
}
