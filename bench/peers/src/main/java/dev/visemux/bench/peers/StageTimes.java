// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Times by benchmark, kept from one run for the table of another. */
final class StageTimes {
    private StageTimes() {}

    static Map<String, Double> read(Path file) throws IOException {
        Map<String, Double> times = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t", 2);
            times.put(fields[1], Double.valueOf(fields[0]));
        }
        return times;
    }

    static void write(List<Row> rows, Path file) throws IOException {
        Files.write(file, rows.stream().filter(row -> !row.key().isEmpty()).map(row -> row.nanos() + "\t" + row.key()).toList());
    }
}
