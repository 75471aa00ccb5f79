// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code soak}: does the relay stay as it is for as long as it runs? */
@Command(name = "soak", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Sessions of paced speech with all four vendors come and go, for a long time.", "",
            "A third of the answers is interrupted; sessions end by a close of either side or by a reset in the middle of a",
            "message. The relay runs in its own process; its heap after GC, direct memory, file descriptors and threads are",
            "sampled and must be flat. Every message has a number and a checksum: none may be lost, duplicated, reordered or",
            "changed but for the injected field. Progress goes to standard error.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:flat, and every message arrived as it was sent", "1:not so; the last line of the table says why"})
public final class SoakCommand implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", description = "how long (default ${DEFAULT-VALUE})")
    double minutes = 15;

    @Option(names = "--sessions", paramLabel = "N", description = "at a time (default ${DEFAULT-VALUE})")
    int sessions = 200;

    @Option(names = "--jvm", paramLabel = "FLAG", description = "a further flag of the relay's JVM; may come often")
    List<String> flags = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "the table and every sample for machines")
    Path json;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("visemux-soak");
        System.err.println("soak: logs of the processes in " + folder);
        SoakReport report = new Soak(Soak.Plan.of(sessions, minutes), flags, folder, System.err::println).run();
        report.print(System.out);
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report.json());
        }
        return report.faults().isEmpty() ? 0 : 1;
    }
}
