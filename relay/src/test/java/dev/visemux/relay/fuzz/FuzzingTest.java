// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A minute of every target together; {@code ./run fuzz} is the long form. */
@Timeout(600)
class FuzzingTest {
    private static final Duration ALL = Duration.ofMinutes(1);

    @Test
    void shouldFindNothing() throws InterruptedException {
        List<Target> targets = List.of(Target.values());
        Duration each = ALL.multipliedBy(Campaign.AT_ONCE).dividedBy(targets.size());
        List<Fuzzer> all = new Campaign(targets).run(each.minusSeconds(3), _ -> { }); // a JVM begins, too
        assertThat(all).extracting(Fuzzer::finding).containsOnlyNulls();
        assertThat(all).extracting(Fuzzer::status).allMatch(status -> status.contains("executions"));
    }
}
