// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with -9 and started again. */
@Timeout(60)
class LedgerKillTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepWhatWasSyncedAndCountNothingTwice() throws Exception {
        long safe = 0;
        for (int run = 1; run <= 3; run++) {
            safe += killAfter(2 * run);
            assertThat(messages()).as("what was told to be safe, and the line that each run was at").isBetween(safe, safe + run);
        }
    }

    /** How many increments were known to be on the disk when the process died. */
    private long killAfter(long lines) throws IOException {
        Process victim = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                LedgerVictim.class.getName(), folder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = victim.inputReader()) {
            long told = 0;
            while (told < lines) {
                told = Long.parseLong(out.readLine());
            }
            victim.toHandle().destroyForcibly(); // SIGKILL; what it has said can still be read
            victim.onExit().join();
            return Math.max(told, out.lines().mapToLong(Long::parseLong).max().orElse(0));
        }
    }

    private long messages() throws IOException {
        LocalDate today = LocalDate.now();
        return new UsageHistory(folder).read(today.minusDays(1), today.plusDays(1)).values().stream()
                .flatMap(day -> day.values().stream()).mapToLong(Usage::messages).sum();
    }
}
