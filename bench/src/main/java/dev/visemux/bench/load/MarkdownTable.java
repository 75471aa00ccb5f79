// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells, set so that they can be read as they are; the first column to the left, the others to the right. */
final class MarkdownTable {
    private final List<List<String>> rows = new ArrayList<>();

    MarkdownTable(String... header) {
        row(header);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** But for its header. */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    @Override
    public String toString() {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toList();
        String rule = IntStream.range(0, widths.size())
                .mapToObj(column -> "-".repeat(widths.get(column) + (column == 0 ? 2 : 1)) + (column == 0 ? "" : ":"))
                .collect(Collectors.joining("|", "|", "|\n"));
        return line(rows.getFirst(), widths) + rule
                + rows.stream().skip(1).map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> (column == 0 ? " %-" : " %") + Math.max(1, widths.get(column)) + "s ")
                .collect(Collectors.joining("|", "|", "|\n")).formatted(cells.toArray());
    }
}
