// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import io.lettuce.core.ScriptOutputType;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sessions of all relays that share a Redis: a sorted set for each tenant, of leases by when they run out on that server's
 * clock. The relay that holds a lease renews it; those of a relay that died are free after {@code redis.lease}. Any thread. Open
 * sessions never wait: what Redis forgot or missed is told to it again. Each relay counts its own as well, for the time in
 * which it has to go on alone.
 */
final class RedisPlaces implements Places {
    /** Whether there was room: 1, or 0. */
    private static final String TAKE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
              return 0
            end
            redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[3])
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return 1
            """;
    /** Whether there is room or not: these sessions are open. */
    private static final String RENEW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            for i = 2, #ARGV do
              redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i])
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return #ARGV - 1
            """;
    /** Leases that one script renews: it keeps everybody else from Redis. */
    private static final int RENEWED_AT_ONCE = 1_000;

    private final SharedRedis redis;
    private final RelayConfig.Redis settings;
    private final Places own;
    private final Metrics metrics;
    private final String relay = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final AtomicLong leases = new AtomicLong();
    /** Tenants by lease. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    /** {@code own}: the places of this relay. */
    RedisPlaces(SharedRedis redis, RelayConfig.Redis settings, Places own, Metrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.own = own;
        this.metrics = metrics;
        redis.every(settings.lease().dividedBy(3), this::renew);
        redis.onReturn(this::renew); // it may have lost its memory
    }

    @Override
    public void take(String tenant, int most, Executor caller, BiConsumer<Runnable, RelayError> outcome) {
        String lease = relay + "." + leases.incrementAndGet();
        List<String> arguments = List.of(millis(), "" + most, lease);
        redis.<Long>script(TAKE, ScriptOutputType.INTEGER, List.of(key(tenant)), () -> arguments).whenComplete((taken, fault) ->
                caller.execute(() -> {
                    if (fault != null) {
                        onOurOwn(tenant, most, lease, caller, outcome);
                    } else if (taken == 0) {
                        outcome.accept(null, RelayError.QUOTA_EXCEEDED);
                    } else {
                        own.take(tenant, Integer.MAX_VALUE, caller, (giveBack, _) ->
                                outcome.accept(hold(tenant, lease, giveBack), null));
                    }
                }));
    }

    private void onOurOwn(String tenant, int most, String lease, Executor caller, BiConsumer<Runnable, RelayError> outcome) {
        if (!settings.allowsLocal()) {
            forget(tenant, lease); // it may have heard us
            outcome.accept(null, RelayError.STORE_UNAVAILABLE);
            return;
        }
        own.take(tenant, most, caller, (giveBack, error) -> {
            if (error == null) {
                metrics.count(Counter.REDIS_LOCAL);
                outcome.accept(hold(tenant, lease, giveBack), null);
            } else {
                forget(tenant, lease);
                outcome.accept(null, error);
            }
        });
    }

    /** Renews it until what this returns is run. */
    private Runnable hold(String tenant, String lease, Runnable giveBackOwn) {
        held.put(lease, tenant);
        return () -> {
            held.remove(lease);
            giveBackOwn.run();
            forget(tenant, lease);
        };
    }

    /** What Redis does not hear runs out by itself. */
    private void forget(String tenant, String lease) {
        redis.ask(commands -> commands.zrem(redis.name(key(tenant)), lease));
    }

    private void renew() {
        held.entrySet().stream().collect(Collectors.groupingBy(Map.Entry::getValue,
                Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach(this::renew);
    }

    private void renew(String tenant, List<String> leases) {
        for (int from = 0; from < leases.size(); from += RENEWED_AT_ONCE) {
            List<String> some = leases.subList(from, Math.min(from + RENEWED_AT_ONCE, leases.size()));
            // When it is sent: what was given back before must not come back, and what is given back later is forgotten later.
            redis.script(RENEW, ScriptOutputType.INTEGER, List.of(key(tenant)),
                    () -> Stream.concat(Stream.of(millis()), some.stream().filter(held::containsKey)).toList());
        }
    }

    private String millis() {
        return "" + settings.lease().toMillis();
    }

    private static String key(String tenant) {
        return "places:" + tenant;
    }
}
