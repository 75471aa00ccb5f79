// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.access.UsageHistory;
import dev.visemux.relay.access.UsagePeriod;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the tenants have used, out of the ledger's files; a relay may be writing them. */
@Command(name = "usage", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Tell what the tenants have used, by day (UTC), tenant and provider, as the ledger on this machine says.",
            "A running relay writes it down every second. `recorded` is POST /v1/visemes.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:told, also where nothing was used", "1:the ledger cannot be read", "2:wrong options"})
final class UsageCommand implements Callable<Integer> {
    private static final String ROW = "%-10s  %-20s  %-12s  %9s  %12s  %12s  %12s  %11s  %15s%n";

    @Option(names = "--from", paramLabel = "DAY", description = "As 2026-11-01. Default: the first of the month of --to.")
    private String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The last day that is told. Default: today.")
    private String to;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Nobody else's.")
    private String tenant;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings; they tell where the ledger is. Default: config/relay.yaml.")
    private Path config;

    @Option(names = "--json", description = "For programs: exact, with times in milliseconds.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** A line of the answer. */
    private record Row(LocalDate day, Account account, Usage usage) {}

    @Override
    public Integer call() throws IOException {
        UsagePeriod period = UsagePeriod.of(from, to, Instant.now());
        Path folder = Settings.load(config, System.getenv()).config().ledger().folder();
        UsageHistory history = new UsageHistory(folder);
        List<Row> rows = new ArrayList<>();
        history.read(period.from(), period.to()).forEach((day, accounts) -> accounts.forEach((account, usage) -> {
            if (tenant == null || tenant.equals(account.tenant())) {
                rows.add(new Row(day, account, usage));
            }
        }));
        print(period, rows);
        if (history.damagedLines() > 0) {
            spec.commandLine().getErr().println("usage: " + history.damagedLines() + " damaged lines in " + folder + " are left out");
        }
        return 0;
    }

    private void print(UsagePeriod period, List<Row> rows) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("from", period.from().toString());
            answer.put("to", period.to().toString());
            answer.put("usage", rows.stream().map(UsageCommand::fields).toList());
            out.println(new ObjectMapper().writeValueAsString(answer));
        } else if (rows.isEmpty()) {
            out.println("nothing was used from " + period.from() + " to " + period.to());
        } else {
            out.printf(ROW, "day", "tenant", "provider", "sessions", "session", "audio", "speech", "messages", "bytes");
            rows.forEach(row -> print(row.day.toString(), row.account.tenant(), row.account.provider(), row.usage));
            print("total", "", "", rows.stream().map(Row::usage).reduce(Usage.NONE, Usage::plus));
        }
        out.flush();
    }

    private static Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("day", row.day.toString());
        fields.put("tenant", row.account.tenant());
        fields.put("provider", row.account.provider());
        fields.putAll(row.usage.amounts());
        return fields;
    }

    private void print(String day, String tenant, String provider, Usage usage) {
        spec.commandLine().getOut().printf(ROW, day, tenant, provider, usage.sessions(), time(usage.sessionMillis()),
                time(usage.audioMillis()), time(usage.speechMillis()), usage.messages(), usage.bytes());
    }

    /** Hours, minutes and seconds: 12:03:09. */
    private static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
