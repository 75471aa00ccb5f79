// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.bench.BenchTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All rows as Markdown, with what makes them numbers: machine, JDK, flags, day. */
record StageTable(List<Row> rows, Map<String, Double> before, boolean quick) {
    private static final String NONE = "";

    String markdown() {
        StringBuilder page = new StringBuilder("# Every stage against what one would use instead\n\n");
        page.append("Written by `./run bench --peers`. ").append(BenchTable.origin().replace("\n", "  \n")).append("\n\n");
        if (quick) {
            page.append("**A quick run: too short to quote.**\n\n");
        }
        page.append("""
                Time is for the audio of one message of 100 ms, of real speech in real messages, on one thread; × is how many
                times ours that is; B is what it allocates. "ours, scalar" is the same program in a JVM without vectors. The
                last column says how far the results are from ours, "within a of b" the largest difference of values up to b:
                nobody is timed who does something else. Where it says nothing, `./run test` compares the twins.

                - *scan*: ours reads from the network's buffer, Jackson from an array that was copied for it free of charge.
                - *base64*: ours goes from native memory to native memory, as the relay must; the JDK's own is for arrays.
                - *ring*: a queue of objects needs an array for each message; both sides of ours read and write in place.
                - *resample*: the filters of all three differ, and so does what they give.
                - *MFCC*: Kaldi floors energies where we add to them; librosa's mel filters are straight in Hz, ours in mel.
                  Python's rows are CPU time of all ten seconds at once, their binding included.
                - *network*: a batch shares weights, but every segment brings its context of 28 rows along. A live message shows
                  what remembering earlier rows saves: the same ten hops, and the eight after them ahead of time.
                - *whole path*: CPU of the process, worker and collector included, without sockets.

                """);
        page.append(before.isEmpty() ? "" : "\"before\" is what the same benchmark gave for an earlier version.\n\n");
        heading(page);
        rows.forEach(row -> page.append(line(row)));
        return page.toString();
    }

    private void heading(StringBuilder page) {
        page.append("| stage | input | with | ns |").append(before.isEmpty() ? NONE : " before |").append(" × | B | agreement |\n");
        page.append("|---|---|---|--:|").append(before.isEmpty() ? NONE : "--:|").append("--:|--:|---|\n");
    }

    private String line(Row row) {
        String earlier = before.isEmpty() ? NONE : number(before.getOrDefault(row.key(), Double.NaN)) + " | ";
        return "| %s | %s | %s | %s | %s%s | %s | %s |\n".formatted(row.stage(), row.input(), row.way(), number(row.nanos()),
                earlier, ratio(row), number(row.bytes()), row.agreement());
    }

    private String ratio(Row row) {
        return rows.stream().filter(each -> each.isOurs() && each.isBeside(row) && !row.isOurs() && row.nanos() > 0).findFirst()
                .map(ours -> String.format(Locale.ROOT, "%.1f", row.nanos() / ours.nanos())).orElse(NONE);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%,.0f", value);
    }
}
