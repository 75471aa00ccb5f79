// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.SharedUsage;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.access.UsageHistory;
import dev.visemux.relay.access.UsagePeriod;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /v1/usage}: what the asking tenant has used, by day and provider, as the ledgers of all relays that share a Redis
 * say; where none is shared, or it does not answer, as this relay's says.
 */
public final class UsageEndpoints {
    private static final Logger log = LoggerFactory.getLogger(UsageEndpoints.class);

    private final Callers callers;
    private final UsageHistory history;
    private final SharedUsage shared;
    private final InstantSource clock;

    /**
     * @param shared null where relays share nothing
     * @param clock  tells what today is
     */
    public UsageEndpoints(Callers callers, UsageHistory history, SharedUsage shared, InstantSource clock) {
        this.callers = callers;
        this.history = history;
        this.shared = shared;
        this.clock = clock;
    }

    Exchange get(HttpRequest head, Reply reply) {
        Tenant tenant = callers.bearer(head, reply, Tenant.USAGE, RelayError.UNAUTHORIZED);
        return new Query(tenant, period(head), reply);
    }

    private UsagePeriod period(HttpRequest head) {
        try {
            Map<String, List<String>> query = new QueryStringDecoder(head.uri()).parameters();
            return UsagePeriod.of(once(query, "from"), once(query, "to"), clock.instant());
        } catch (IllegalArgumentException e) {
            throw JsonFields.refused(e.getMessage());
        }
    }

    private static String once(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        if (values != null && values.size() > 1) {
            throw JsonFields.refused(name + " is given more than once");
        }
        return values == null ? null : values.getFirst();
    }

    /** It waits, for Redis or for files. */
    private Map<String, Object> answer(Tenant tenant, UsagePeriod period) throws IOException {
        try {
            if (shared != null) {
                return answer(tenant, period, "all_relays", shared.read(tenant.name(), period).join());
            }
        } catch (CompletionException _) { // Redis does not answer, and SharedRedis has said so
        }
        return answer(tenant, period, "this_relay", history.read(period.from(), period.to()));
    }

    private static Map<String, Object> answer(Tenant tenant, UsagePeriod period, String covers,
            SortedMap<LocalDate, SortedMap<Account, Usage>> days) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("tenant", tenant.name());
        answer.put("from", period.from().toString());
        answer.put("to", period.to().toString());
        answer.put("covers", covers);
        List<Map<String, Object>> rows = new ArrayList<>();
        days.forEach((day, accounts) -> accounts.forEach((account, usage) -> {
            if (account.tenant().equals(tenant.name())) {
                rows.add(row(day, account, usage));
            }
        }));
        answer.put("usage", rows);
        return answer;
    }

    private static Map<String, Object> row(LocalDate day, Account account, Usage usage) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("day", day.toString());
        row.put("provider", account.provider());
        row.putAll(usage.amounts());
        return row;
    }

    /** One request: it waits on a thread of its own, never on the event loop. */
    private final class Query implements BodilessExchange {
        private final Tenant tenant;
        private final UsagePeriod period;
        private final Reply reply;

        Query(Tenant tenant, UsagePeriod period, Reply reply) {
            this.tenant = tenant;
            this.period = period;
            this.reply = reply;
        }

        @Override
        public void end() {
            Thread.ofVirtual().name("usage").start(this::read);
        }

        private void read() {
            try {
                Map<String, Object> answer = answer(tenant, period);
                tell(() -> reply.json(200, answer));
            } catch (IOException | RuntimeException e) {
                log.error("the ledger cannot be read", e);
                tell(() -> {
                    throw new RelayException(RelayError.INTERNAL);
                });
            }
        }

        private void tell(Runnable answer) {
            reply.loop().execute(() -> reply.step(answer));
        }
    }
}
