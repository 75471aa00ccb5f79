// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What {@code ./run web-test} prints: plain text, a line for each test, and what the tests have measured. */
final class WebTable {
    private static final String ROW = "%-24s  %7s  %-6s  %s%n";

    private final List<String> rows = new ArrayList<>(List.of(ROW.formatted("file", "ms", "", "test")));

    /** One line of src/test/web/report.mjs. */
    void add(String file, JsonNode line) {
        if (line.has("name")) {
            String verdict = line.path("skipped").asBoolean() ? "-" : line.path("ok").asBoolean() ? "ok" : "FAILED";
            rows.add(ROW.formatted(file, Math.round(line.path("millis").asDouble()), verdict, line.path("name").asText()));
        } else if (line.has("note")) {
            rows.add(ROW.formatted("", "", "", "  " + line.path("note").asText()));
        }
    }

    @Override
    public String toString() {
        return String.join("", rows);
    }
}
