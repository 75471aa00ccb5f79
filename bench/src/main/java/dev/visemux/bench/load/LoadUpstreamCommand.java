// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.FakeUpstream;
import dev.visemux.bench.Language;
import dev.visemux.bench.Speech;
import dev.visemux.bench.Vendor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The vendors' process of load and soak: prints its port, then answers each line of standard input with a line of JSON,
 * until the input ends. {@code measure} begins the measured part anew, {@code report} only tells.
 */
@Command(name = "load-upstream", hidden = true, description = "The vendors of load and soak, in their own process.")
public final class LoadUpstreamCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    FakeOptions options = new FakeOptions();

    private final VendorTally tally = new VendorTally();
    private final Map<Vendor, Repertoire> repertoires = new EnumMap<>(Vendor.class);
    private TimerWheel wheel;
    private int sessions;

    @Override
    public Integer call() throws Exception {
        options.keep = false;
        options.eventsBefore = Template.FIRST_EVENT;
        rehearse();
        try (FakeUpstream upstream = FakeUpstream.start(options, EnumSet.allOf(Vendor.class), (_, vendor, _) ->
                new StampedVendor(++sessions, vendor, repertoires.get(vendor), wheel, tally))) {
            wheel = TimerWheel.on(upstream.loop());
            System.out.println(upstream.port());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                boolean begins = line.equals("measure");
                System.out.println(upstream.loop().submit(() -> answer(begins)).get());
            }
        }
        return 0;
    }

    private void rehearse() throws IOException {
        List<Speech> speeches = Language.en.speeches();
        for (Vendor vendor : Vendor.values()) {
            repertoires.put(vendor, new Repertoire(vendor, options, speeches));
        }
    }

    private String answer(boolean begins) throws JsonProcessingException {
        String told = JSON.writeValueAsString(VendorReport.of(tally));
        if (begins) {
            tally.measure();
        }
        return told;
    }
}
