// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** What {@code ./run sdk-test} prints: plain text, a line for each way to use an SDK. */
final class SdkTable {
    private static final List<String> HEADS =
            List.of("SDK", "version", "runtime", "form", "messages", "visemes", "warnings", "verdict");
    private static final String GAP = "  ";
    private static final int MAX_VERDICT = 200;

    private final List<Row> rows = new ArrayList<>();

    /** A new line, to be filled in. */
    Row row(SdkCase sdk, JsonNode about) {
        Row row = new Row(sdk, about);
        rows.add(row);
        return row;
    }

    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>(List.of(HEADS));
        rows.forEach(row -> lines.add(row.cells()));
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                padded.append(line.get(i)).append(" ".repeat(width(lines, i) - line.get(i).length())).append(GAP);
            }
            text.append(padded.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
    }

    /** One way to use an SDK; it counts the sessions that were held in it. */
    static final class Row {
        private final SdkCase sdk;
        private final JsonNode about;
        private int messages;
        private int decorated;
        private int warnings;
        private String verdict = "not finished";

        private Row(SdkCase sdk, JsonNode about) {
            this.sdk = sdk;
            this.about = about;
        }

        void count(SdkSession session) throws JsonProcessingException {
            List<Delivery.Visemes> fields = session.audioFields(0, session.received());
            messages += fields.size();
            decorated += (int) fields.stream().filter(Objects::nonNull).count();
            warnings += session.texts("warnings").size();
        }

        /** The verdict is whether this throws: then it tells the assertion, on one line. */
        void testing(Executable test) throws Throwable {
            try {
                test.execute();
                verdict = "ok";
            } catch (Throwable e) {
                String text = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
                verdict = "FAILED: " + text.substring(0, Math.min(text.length(), MAX_VERDICT));
                throw e;
            }
        }

        private List<String> cells() {
            return List.of(sdk.sdk(), about.path("version").asText(), runtime(), sdk.form(),
                    Integer.toString(messages), Integer.toString(decorated), Integer.toString(warnings), verdict);
        }

        private String runtime() {
            String asked = about.path("unmet").asText();
            return "Node " + about.path("node").asText() + (asked.isEmpty() ? "" : " (asks for " + asked + ")")
                    + (sdk.browserLike() ? ", browser-like" : "");
        }
    }
}
