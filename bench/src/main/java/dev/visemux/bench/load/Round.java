// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.FakeOptions;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One measured run of one contender.
 *
 * @param number          from 1
 * @param cores           that its processes took
 * @param megabytesEach   to the clients in a second
 * @param audio           latency of agent audio, from the planned moment
 * @param other           of everything else to the client
 * @param upward          of everything to the vendor
 * @param audioMessages   that came, {@code decorated} of them with visemes
 * @param complaints      empty where every message arrived as it was sent
 */
record Round(Contender contender, FakeOptions.Pace pace, int sessions, int number, double microsPerMessage, double cores,
        double rssMib, double messagesEach, double megabytesEach, double megabytesPerCpuSecond, Latency audio, Latency other,
        Latency upward, long audioMessages, long decorated, List<String> complaints) {

    /** Microseconds. */
    record Latency(double p50, double p99, double p999) {
        static Latency of(Histogram nanos) {
            return new Latency(nanos.getValueAtPercentile(50) / 1e3, nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getValueAtPercentile(99.9) / 1e3);
        }
    }

    static Round of(Contender contender, int number, LoadResult result) {
        double seconds = result.clients().nanos() / 1e9;
        ClientTally measured = result.measured();
        return new Round(contender, result.plan().pace(), result.plan().sessions(), number,
                result.middle().microsEach(result.messages()), result.middle().share(), result.middle().rssMib(),
                result.messages() / seconds, measured.bytesMeasured / 1e6 / seconds, result.megabytesPerCpuSecond(),
                Latency.of(measured.audioNanos), Latency.of(measured.otherNanos),
                Latency.of(VendorReport.unpacked(result.heard().upward())), measured.audioMeasured,
                measured.decoratedMeasured, result.complaints());
    }
}
