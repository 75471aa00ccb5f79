// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fake-upstream}: vendors that speak until they are stopped. */
@Command(name = "fake-upstream", mixinStandardHelpOptions = true, sortOptions = false,
        description = "The vendors on this machine, REST calls included, speaking from WAV files. Prints what to write "
                + "into config/relay.yaml.")
final class FakeUpstreamCommand implements Callable<Integer> {
    enum Played { all, openai, gemini, elevenlabs, vatel }

    @Option(names = "--vendor", paramLabel = "VENDOR",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    Played vendor = Played.all;

    @Mixin
    FakeOptions options = new FakeOptions();

    @Override
    public Integer call() throws Exception {
        options.keep = false;
        Set<Vendor> vendors = vendor == Played.all ? EnumSet.allOf(Vendor.class)
                : EnumSet.of(Vendor.valueOf(vendor.name()));
        try (FakeUpstream upstream = FakeUpstream.start(options, vendors)) {
            System.out.println("upstreams:");
            vendors.forEach(each -> System.out.println(
                    "  " + each + ":\n    url: " + each.upstreamUrl(upstream.port())));
            upstream.awaitClose();
        }
        return 0;
    }
}
