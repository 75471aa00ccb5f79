// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.SharedRedis;
import dev.visemux.relay.access.SharedUsage;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.access.UsageHistory;
import dev.visemux.relay.access.UsagePeriod;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the tenants have used, out of the Redis that relays share, or the ledger's files; a relay may be writing them. */
@Command(name = "usage", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Tell what the tenants have used, by day (UTC), tenant and provider: at all relays that share redis.url;",
            "where none is set, and with --ledger, as the ledger on this machine says. A running relay writes it down",
            "every second. `recorded` is POST /v1/visemes.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:told, also where nothing was used", "1:the ledger cannot be read, or Redis does not answer",
                "2:wrong options"})
final class UsageCommand implements Callable<Integer> {
    private static final String ROW = "%-10s  %-20s  %-12s  %9s  %12s  %12s  %12s  %11s  %15s%n";

    @Option(names = "--from", paramLabel = "DAY", description = "As 2026-11-01. Default: the first of the month of --to.")
    private String from;

    @Option(names = "--to", paramLabel = "DAY", description = "The last day that is told. Default: today.")
    private String to;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Nobody else's.")
    private String tenant;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Settings; they tell where the ledger and Redis are. Default: config/relay.yaml.")
    private Path config;

    @Option(names = "--ledger", description = "As the ledger on this machine says, whatever Redis knows.")
    private boolean ledger;

    @Option(names = "--json", description = "For programs: exact, with times in milliseconds.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** A line of the answer. */
    private record Row(LocalDate day, Account account, Usage usage) {}

    @Override
    public Integer call() throws IOException {
        UsagePeriod period = UsagePeriod.of(from, to, Instant.now());
        RelayConfig settings = Settings.load(config, System.getenv()).config();
        List<Row> rows = new ArrayList<>();
        (settings.redis().isSet() && !ledger ? shared(settings, period) : written(settings, period))
                .forEach((day, accounts) -> accounts.forEach((account, usage) -> {
                    if (tenant == null || tenant.equals(account.tenant())) {
                        rows.add(new Row(day, account, usage));
                    }
                }));
        print(period, rows);
        return 0;
    }

    private SortedMap<LocalDate, SortedMap<Account, Usage>> written(RelayConfig settings, UsagePeriod period) throws IOException {
        Path folder = settings.ledger().folder();
        UsageHistory history = new UsageHistory(folder);
        SortedMap<LocalDate, SortedMap<Account, Usage>> days = history.read(period.from(), period.to());
        if (history.damagedLines() > 0) {
            spec.commandLine().getErr().println("usage: " + history.damagedLines() + " damaged lines in "
                    + folder + " are left out");
        }
        return days;
    }

    private static SortedMap<LocalDate, SortedMap<Account, Usage>> shared(RelayConfig settings, UsagePeriod period)
            throws IOException {
        try (SharedRedis redis = SharedRedis.connect(settings.redis(), new Metrics())) {
            return new SharedUsage(redis, settings.ledger().keepDays(), InstantSource.system()).read(period).join();
        } catch (CompletionException _) { // why stands in the log
            throw new IOException("redis does not answer; --ledger tells what this machine's ledger says");
        }
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
