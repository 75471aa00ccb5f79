// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The one-minute form of {@code ./run soak}: few sessions, so that a busy machine holds it. */
@Timeout(240)
class SoakTest {
    private static final int SESSIONS = 16;
    private static final double MINUTES = 0.75;
    /** Other tests run beside it, and a minute is short: growth is judged roughly, messages are judged strictly. */
    private static final double LENIENCY = 5;

    @TempDir
    private Path folder;

    @Test
    void shouldLoseNothingAndStayAsItIs() throws Exception {
        SoakReport report = new Soak(Soak.Plan.of(SESSIONS, MINUTES).leniently(LENIENCY), List.of(), folder, _ -> { }).run();
        report.print(System.err);
        assertThat(report.faults()).isEmpty();
    }
}
