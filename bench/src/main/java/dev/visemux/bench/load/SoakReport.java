// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a soak came to: a table, JSON, and whether all is well. */
final class SoakReport {
    static final int DESCRIPTORS_LEFT = 8; // libraries and logs that are opened at first use
    private static final int FAILURES_TOLD = 5;
    private static final String ROW = "%-28s %10.1f %10.1f %10.1f %+10.1f %10.1f  %s%n";

    private final Soak.Plan plan;
    private final List<SoakSample> samples;
    private final ClientTally clients;
    private final VendorReport vendors;
    private final int left;
    private final Usage before;
    private final Usage after;
    private final Path log;
    private final List<Growth> growths;

    /** @param left sessions that did not end when all were told to */
    SoakReport(Soak.Plan plan, List<SoakSample> samples, ClientTally clients, VendorReport vendors, int left, Usage before,
            Usage after, Path log) {
        this.plan = plan;
        this.samples = samples;
        this.clients = clients;
        this.vendors = vendors;
        this.left = left;
        this.before = before;
        this.after = after;
        this.log = log;
        growths = List.of(
                growth("heap after GC, MiB", SoakSample::heapMib, 8, 0.10),
                growth("direct memory, MiB", SoakSample::directMib, 8, 0.10),
                growth("resident memory, MiB", SoakSample::rssMib, 32, 0.05),
                growth("file descriptors", sample -> sample.usage().fileDescriptors(), 40, 0.05),
                growth("threads", sample -> sample.usage().threads(), 2, 0));
    }

    /** The first third is warm-up. */
    private Growth growth(String name, ToDoubleFunction<SoakSample> value, double absolute, double relative) {
        return Growth.of(name, samples.stream().mapToDouble(value).toArray(), samples.size() / 3,
                plan.leniency() * absolute, plan.leniency() * relative);
    }

    /** Why it is not as it should be; empty where it is. */
    List<String> faults() throws IOException {
        List<String> all = new ArrayList<>();
        growths.stream().filter(growth -> !growth.isFlat()).forEach(growth -> all.add(growth.name() + " grows"));
        require(all, clients.faults.sum() == 0, "to the clients: " + clients.faults);
        require(all, vendors.faults().sum() == 0, "to the vendors: " + vendors.faults());
        clients.failures.entrySet().stream().limit(FAILURES_TOLD)
                .forEach(failure -> all.add(failure.getValue() + " sessions: " + failure.getKey()));
        require(all, left == 0, left + " sessions did not end");
        require(all, vendors.open() == 0, vendors.open() + " sessions are still open at the vendors");
        require(all, clients.unstamped == 0, clients.unstamped + " messages came without a stamp");
        require(all, clients.decorated > 0, "no audio message carries visemes");
        require(all, after.fileDescriptors() <= before.fileDescriptors() + DESCRIPTORS_LEFT,
                "file descriptors at rest: " + before.fileDescriptors() + " before, " + after.fileDescriptors() + " after");
        require(all, leaks() == 0, "Netty's leak detector has spoken, in " + log);
        return all;
    }

    private static void require(List<String> faults, boolean fine, String fault) {
        if (!fine) {
            faults.add(fault);
        }
    }

    private long leaks() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("LEAK:")).count();
        }
    }

    void print(PrintStream out) throws IOException {
        out.printf(Locale.ROOT, "%nsoak: %d sessions at a time for %d s, %s%n%n", plan.sessions(), plan.seconds(),
                Machine.name());
        out.printf(Locale.ROOT, "%-28s %10s %10s %10s %10s %10s%n", "relay", "first", "median", "last", "growth", "tolerance");
        growths.forEach(growth -> out.printf(Locale.ROOT, ROW, growth.name(), growth.values()[0], growth.median(),
                growth.values()[growth.values().length - 1], growth.growth(), growth.tolerance(),
                growth.isFlat() ? "flat" : "GROWS"));
        out.printf(Locale.ROOT, "%-28s %10d %32s %d%n%n", "file descriptors at rest", before.fileDescriptors(), "afterwards",
                after.fileDescriptors());
        out.printf(Locale.ROOT, "messages to the clients     %,12d   %s%n", clients.received, clients.faults);
        out.printf(Locale.ROOT, "messages to the vendors     %,12d   %s%n", vendors.heard(), vendors.faults());
        out.printf(Locale.ROOT, "agent audio                 %,12d   decorated %.3f %%%n", clients.audio,
                100.0 * clients.decorated / Math.max(1, clients.audio));
        out.printf(Locale.ROOT, "sessions                    %,12d   %s, interruptions %,d, failures %d%n", clients.started,
                clients.ends.toString().toLowerCase(Locale.ROOT).replace('_', ' '), clients.interruptions, clients.failed());
        out.printf("%s%n", faults().isEmpty() ? "all is well" : "not well: " + String.join("; ", faults()));
    }

    ObjectNode json() throws IOException {
        ObjectNode all = new ObjectMapper().createObjectNode();
        all.put("machine", Machine.name()).put("sessions", plan.sessions()).put("seconds", plan.seconds());
        ArrayNode table = all.putArray("growth");
        growths.forEach(growth -> table.addObject().put("name", growth.name()).put("median", growth.median())
                .put("growth", growth.growth()).put("tolerance", growth.tolerance()).put("flat", growth.isFlat())
                .putPOJO("warmUp", growth.before()).putPOJO("samples", growth.values()));
        all.putPOJO("toClients", clients.faults).putPOJO("toVendors", vendors.faults());
        all.put("messagesToClients", clients.received).put("messagesToVendors", vendors.heard())
                .put("audio", clients.audio).put("decorated", clients.decorated).put("sessionsStarted", clients.started)
                .put("interruptions", clients.interruptions)
                .put("descriptorsBefore", before.fileDescriptors()).put("descriptorsAfter", after.fileDescriptors());
        all.putPOJO("ends", clients.ends).putPOJO("failures", clients.failures).putPOJO("faults", faults());
        return all;
    }
}
