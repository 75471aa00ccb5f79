// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.Vendor;
import java.util.List;

/**
 * How much, for how long.
 *
 * @param rampSeconds       in which the sessions open, evenly
 * @param seconds           that are measured, once all are open
 * @param chunkMillis       agent audio in one message
 * @param microphoneMillis  audio in one message of a client
 * @param threads           event loops of all clients together
 */
record LoadPlan(List<Vendor> vendors, int sessions, int rampSeconds, int seconds, FakeOptions.Pace pace, int chunkMillis,
        int microphoneMillis, int threads) {}
