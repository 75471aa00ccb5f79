// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that was ever worth keeping, once more. */
@Timeout(60)
class CorpusTest {
    private static final int MAX_SEED_BYTES = 4096;

    @ParameterizedTest
    @EnumSource
    void shouldStandEverySeed(Target target) throws IOException {
        List<Path> seeds = target.seeds();
        assertThat(seeds).isNotEmpty().allMatch(seed -> seed.toFile().length() <= MAX_SEED_BYTES);
        target.replay(seeds);
    }
}
