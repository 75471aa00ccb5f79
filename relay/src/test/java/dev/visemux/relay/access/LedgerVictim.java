// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A process that keeps a ledger until it is killed, and says what is safe. Its argument is the folder. */
final class LedgerVictim {
    private LedgerVictim() {}

    public static void main(String[] arguments) {
        Metrics metrics = new Metrics();
        Ledger ledger = Ledger.open(RelayConfig.of(Map.of("ledger.folder", arguments[0])).ledger(), InstantSource.system(), metrics);
        for (long lines = 1; ; lines++) {
            ledger.offer(new Increment(new Account("acme", "openai"), new Usage(0, 0, 0, 0, 1, 0)));
            while (metrics.value(Metrics.Counter.LEDGER_LINES) < lines) {
                LockSupport.parkNanos(1_000_000);
            }
            System.out.println(lines);
        }
    }
}
