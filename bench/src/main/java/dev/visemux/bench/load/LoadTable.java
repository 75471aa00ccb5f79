// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** A {@link LoadResult} for people, and for programs. */
record LoadTable(LoadResult result) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};

    void print(PrintStream out) {
        LoadPlan plan = result.plan();
        out.printf(Locale.ROOT, "%nload through %s: %,d sessions for %d s after a ramp of %d s, %s pace, %d ms of agent audio and"
                        + " %d ms of microphone a message, vendors %s%n%s%n%n", result.between().name(), plan.sessions(),
                plan.seconds(), plan.rampSeconds(), plan.pace(), plan.chunkMillis(), plan.microphoneMillis(),
                plan.vendors().stream().map(Enum::name).collect(Collectors.joining(" ")), Machine.name());
        out.printf("%-22s %10s %9s %9s %9s %9s %9s   ms from the planned moment%n",
                "", "count", "p50", "p90", "p99", "p99.9", "max");
        result.histograms().forEach((name, histogram) -> out.println(row(name, histogram)));
        out.printf(Locale.ROOT, "%n%-22s %14s %12s %10s%n", "process", "us a message", "% of a core", "RSS MiB");
        expense(out, result.between().name(), result.middle());
        expense(out, "clients", result.clients());
        expense(out, "vendors", result.vendors());
        double seconds = result.clients().nanos() / 1e9;
        out.printf(Locale.ROOT, "%n%,d messages a second; %.2f MB/s to the clients%s%n",
                Math.round(result.messages() / seconds), result.measured().bytesMeasured / 1e6 / seconds,
                result.between().pids().isEmpty() ? "" : String.format(Locale.ROOT, ", %.0f MB per CPU-second of %s",
                        result.megabytesPerCpuSecond(), result.between().name()));
        if (result.heapBytes() > 0) {
            out.printf(Locale.ROOT, "heap after GC with all sessions open: %.0f MiB%n", result.heapBytes() / 1048576.0);
        }
        if (!result.isStranger()) {
            out.printf(Locale.ROOT, "agent audio decorated: %.3f %%   %s%n", 100 * result.decorated(), result.faults());
        }
        result.unmeasured().forEach(what -> out.println("not measured: " + what));
        out.println(result.complaints().isEmpty() ? "all is well" : "not well: " + String.join("; ", result.complaints()));
    }

    private static String row(String name, Histogram histogram) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-22s %,10d", name, histogram.getTotalCount()));
        for (double percentile : PERCENTILES) {
            row.append(histogram.getTotalCount() == 0 ? String.format("%10s", "-")
                    : String.format(Locale.ROOT, "%10.3f", histogram.getValueAtPercentile(percentile) / 1e6));
        }
        return row.toString();
    }

    private void expense(PrintStream out, String name, Expense spent) {
        if (spent.rssBytes() > 0) {
            out.printf(Locale.ROOT, "%-22s %14.1f %12.1f %10.0f%n", name, spent.microsEach(result.messages()),
                    100 * spent.share(), spent.rssMib());
        }
    }

    ObjectNode json() {
        ObjectNode all = new ObjectMapper().createObjectNode();
        all.put("through", result.between().name()).put("machine", Machine.name()).put("loadAverage", Machine.loadAverage());
        all.putPOJO("plan", result.plan());
        ObjectNode latencies = all.putObject("millis");
        result.histograms().forEach((name, histogram) -> {
            ObjectNode each = latencies.putObject(name).put("count", histogram.getTotalCount());
            for (double percentile : PERCENTILES) {
                each.put("p" + (percentile == Math.rint(percentile) ? "" + (int) percentile : "" + percentile),
                        histogram.getValueAtPercentile(percentile) / 1e6);
            }
        });
        ObjectNode processes = all.putObject("processes");
        process(processes, "between", result.middle());
        process(processes, "clients", result.clients());
        process(processes, "vendors", result.vendors());
        all.put("messages", result.messages()).put("bytesToClients", result.measured().bytesMeasured)
                .put("megabytesPerCpuSecond", result.megabytesPerCpuSecond()).put("heapBytes", result.heapBytes())
                .put("audio", result.measured().audioMeasured).put("decorated", result.measured().decoratedMeasured);
        all.putPOJO("faults", result.faults()).putPOJO("complaints", result.complaints())
                .putPOJO("notMeasured", result.unmeasured());
        return all;
    }

    private void process(ObjectNode processes, String name, Expense spent) {
        processes.putObject(name).put("microsPerMessage", spent.microsEach(result.messages()))
                .put("cores", spent.share()).put("rssBytes", spent.rssBytes());
    }
}
