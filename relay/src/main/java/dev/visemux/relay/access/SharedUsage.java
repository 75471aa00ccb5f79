// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import io.lettuce.core.ScriptOutputType;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What all relays that share a Redis have used, added up there: a hash for each month and tenant, with the month's speech of all
 * tenants in one more, and how far each run's ledger was fed. Any thread; answers come within {@code redis.timeout}. Everything
 * is forgotten {@code ledger.keep_days} after its month.
 */
public final class SharedUsage {
    /** Adds up the lines from one sequence number to another, if nobody has; and how far the run is fed now. */
    private static final String FEED = """
            local fed = redis.call('GET', KEYS[1]) or '0'
            if fed ~= ARGV[1] then
              return fed
            end
            redis.call('SET', KEYS[1], ARGV[2])
            for i = 4, #ARGV, 3 do
              redis.call('HINCRBY', KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2])
            end
            for i = 1, #KEYS do
              redis.call('EXPIREAT', KEYS[i], ARGV[3])
            end
            return ARGV[2]
            """;

    private final SharedRedis redis;
    private final int keepDays;
    private final InstantSource clock;

    /** {@code keepDays}: as {@code ledger.keep_days}. */
    public SharedUsage(SharedRedis redis, int keepDays, InstantSource clock) {
        this.redis = redis;
        this.keepDays = keepDays;
        this.clock = clock;
    }

    /** How far each of these runs is fed, in their order. */
    CompletableFuture<List<Long>> fed(List<String> relays) {
        String[] keys = relays.stream().map(relay -> redis.name(fedKey(relay))).toArray(String[]::new);
        return redis.ask(commands -> commands.mget(keys))
                .thenApply(values -> values.stream().map(value -> Long.parseLong(value.getValueOrElse("0"))).toList());
    }

    /**
     * Adds the sum of a run's lines of one day, those behind {@code from} up to {@code to}, once, however often it is asked.
     * Answers {@code to}; or how far the run is fed instead, where that is not {@code from}.
     */
    CompletableFuture<Long> feed(String relay, LocalDate day, long from, long to, Map<Account, Usage> usage) {
        YearMonth month = YearMonth.from(day);
        List<String> keys = new ArrayList<>(List.of(fedKey(relay), speechKey(month)));
        List<String> arguments = new ArrayList<>(List.of("" + from, "" + to, "" + end(month)));
        Map<String, Integer> places = new HashMap<>(); // of a tenant's key
        usage.forEach((account, used) -> {
            int place = places.computeIfAbsent(account.tenant(), tenant -> {
                keys.add(usageKey(month, tenant));
                return keys.size(); // Lua counts from 1
            });
            used.amounts().forEach((name, amount) -> add(arguments, place,
                    day.getDayOfMonth() + ":" + account.provider() + ":" + name, amount));
            add(arguments, 2, account.tenant(), used.speechMillis()); // 0, too: it names the month's tenants
        });
        return redis.<String>script(FEED, ScriptOutputType.VALUE, keys, () -> arguments).thenApply(Long::parseLong);
    }

    private static void add(List<String> arguments, int key, String field, long amount) {
        arguments.addAll(List.of("" + key, field, "" + amount));
    }

    /** The milliseconds of speech of all tenants. */
    CompletableFuture<Map<String, Long>> speech(YearMonth month) {
        return hash(speechKey(month));
    }

    /** What all tenants have used. */
    public CompletableFuture<SortedMap<LocalDate, SortedMap<Account, Usage>>> read(UsagePeriod period) {
        CompletableFuture<Set<String>> tenants = CompletableFuture.completedFuture(new TreeSet<>());
        for (YearMonth month : months(period)) {
            tenants = tenants.thenCombine(speech(month), (known, speech) -> {
                known.addAll(speech.keySet());
                return known;
            });
        }
        return tenants.thenCompose(names -> read(names, period));
    }

    private CompletableFuture<SortedMap<LocalDate, SortedMap<Account, Usage>>> read(Set<String> tenants, UsagePeriod period) {
        CompletableFuture<SortedMap<LocalDate, SortedMap<Account, Usage>>> all =
                CompletableFuture.completedFuture(new TreeMap<>());
        for (String tenant : tenants) {
            all = all.thenCombine(read(tenant, period), (days, its) -> {
                its.forEach((day, usage) -> days.computeIfAbsent(day, _ -> new TreeMap<>()).putAll(usage));
                return days;
            });
        }
        return all;
    }

    /** What a tenant has used, as {@link UsageHistory#read}. */
    public CompletableFuture<SortedMap<LocalDate, SortedMap<Account, Usage>>> read(String tenant, UsagePeriod period) {
        SortedMap<LocalDate, SortedMap<Account, Usage>> days = new TreeMap<>();
        CompletableFuture<Void> read = CompletableFuture.completedFuture(null);
        for (YearMonth month : months(period)) {
            read = read.thenCombine(hash(usageKey(month, tenant)), (_, amounts) -> {
                days.putAll(days(month, tenant, amounts));
                return null;
            });
        }
        LocalDate kept = clock.instant().atZone(ZoneOffset.UTC).toLocalDate().minusDays(keepDays);
        LocalDate first = period.from().isBefore(kept) ? kept : period.from();
        return read.thenApply(_ -> first.isAfter(period.to()) ? new TreeMap<>() : days.subMap(first, period.to().plusDays(1)));
    }

    private static List<YearMonth> months(UsagePeriod period) {
        YearMonth last = YearMonth.from(period.to());
        return Stream.iterate(YearMonth.from(period.from()), month -> !month.isAfter(last),
                month -> month.plusMonths(1)).toList();
    }

    /** Out of fields as {@code 21:openai:speech_ms}. */
    private static Map<LocalDate, SortedMap<Account, Usage>> days(YearMonth month, String tenant, Map<String, Long> amounts) {
        Map<LocalDate, SortedMap<Account, Usage>> days = new HashMap<>();
        amounts.forEach((field, amount) -> {
            String[] parts = field.split(":", 3);
            days.computeIfAbsent(month.atDay(Integer.parseInt(parts[0])), _ -> new TreeMap<>())
                    .merge(new Account(tenant, parts[1]), Usage.of(Map.of(parts[2], amount)), Usage::plus);
        });
        return days;
    }

    private CompletableFuture<Map<String, Long>> hash(String key) {
        return redis.ask(commands -> commands.hgetall(redis.name(key))).thenApply(fields -> {
            Map<String, Long> amounts = new LinkedHashMap<>();
            fields.forEach((field, amount) -> amounts.put(field, Long.parseLong(amount)));
            return amounts;
        });
    }

    /** When a month is forgotten, in seconds of Unix time. */
    private long end(YearMonth month) {
        return month.plusMonths(1).atDay(1).plusDays(keepDays + 1L).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    private static String fedKey(String relay) {
        return "fed:" + relay;
    }

    private static String speechKey(YearMonth month) {
        return "speech:" + month;
    }

    private static String usageKey(YearMonth month, String tenant) {
        return "usage:" + month + ":" + tenant;
    }
}
