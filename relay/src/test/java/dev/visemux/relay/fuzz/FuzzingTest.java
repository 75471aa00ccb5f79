// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A minute, in which a machine that has nothing else to do gets through all targets; {@code ./run fuzz} is the long form. */
@Timeout(600)
class FuzzingTest {
    private static final Duration ALL = Duration.ofMinutes(1);
    private static final Duration EACH = Duration.ofSeconds(5); // a JVM begins, too

    @Test
    void shouldFindNothing() throws InterruptedException {
        List<Target> targets = new ArrayList<>(List.of(Target.values()));
        Collections.shuffle(targets); // on a busy machine others are left out each time
        List<Fuzzer> ran = new Campaign(targets).run(EACH, ALL, _ -> { });
        assertThat(ran).isNotEmpty().extracting(Fuzzer::finding).containsOnlyNulls();
        assertThat(ran).extracting(Fuzzer::status).allMatch(status -> status.contains("executions"));
    }
}
