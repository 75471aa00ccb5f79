// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.BenchTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All that a number of a comparison depends on, by name. */
record Surroundings(Map<String, String> byName) {
    private static final Pattern WS = Pattern.compile("\"version\": \"([^\"]+)");

    static Surroundings now(Set<Contender> contenders) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("date", LocalDate.now().toString());
        all.put("Visemux", Program.firstLine("git", "-C", Child.HOME.toString(), "log", "-1", "--format=commit %h of %as"));
        all.put("machine", BenchTable.processor() + ", " + Runtime.getRuntime().availableProcessors()
                + " cores, everything on it; load average before " + String.format("%.2f", Machine.loadAverage()));
        all.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        all.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        all.put("JVM flags", flags());
        for (Program program : Program.values()) {
            if (contenders.stream().anyMatch(contender -> contender.program == program)) {
                all.put(program.name(), program.version() + (program == Program.node ? ", ws " + ws() : ""));
            }
        }
        return new Surroundings(all);
    }

    private static String flags() throws IOException {
        return Files.readAllLines(Child.HOME.resolve("config/jvm.options")).stream()
                .filter(line -> line.startsWith("-")).collect(Collectors.joining(" "));
    }

    private static String ws() throws IOException {
        Path module = Contender.FILES.resolve("node_modules/ws/package.json");
        Matcher version = WS.matcher(Files.readString(module));
        return version.find() ? version.group(1) : "of unknown version";
    }
}
