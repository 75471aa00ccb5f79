// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The token buckets of all relays that share a Redis: the reckoning of {@link Rates}, in microseconds of that server's clock.
 * Any thread.
 */
final class RedisBuckets implements Buckets {
    private static final long MINUTE_MICROS = TimeUnit.MINUTES.toMicros(1);
    /** How long the bucket would take to fill if the token were taken; it is, where that is not more than all of it. */
    private static final String TAKE = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local full = tonumber(redis.call('GET', KEYS[1]) or now)
            local after = math.max(full - now, 0) + ARGV[1]
            if after <= tonumber(ARGV[2]) then
              redis.call('SET', KEYS[1], string.format('%.0f', now + after), 'PX', math.ceil(after / 1000))
            end
            return after
            """;

    private final SharedRedis redis;
    private final RelayConfig.Redis settings;
    private final Buckets own;
    private final Metrics metrics;

    /** {@code own}: this relay's, for the time in which it has to go on alone. */
    RedisBuckets(SharedRedis redis, RelayConfig.Redis settings, Buckets own, Metrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.own = own;
        this.metrics = metrics;
    }

    @Override
    public void take(String name, int perMinute, Executor caller, BiConsumer<Rates.Take, RelayError> outcome) {
        long interval = MINUTE_MICROS / perMinute;
        List<String> arguments = List.of("" + interval, "" + interval * perMinute);
        redis.<Long>script(TAKE, ScriptOutputType.INTEGER, List.of("rate:" + name), () -> arguments)
                .whenComplete((after, fault) ->
                caller.execute(() -> {
                    if (fault == null) {
                        outcome.accept(Rates.Take.of(perMinute, TimeUnit.MICROSECONDS.toNanos(after),
                                TimeUnit.MICROSECONDS.toNanos(interval)), null);
                    } else if (settings.allowsLocal()) {
                        metrics.count(Counter.REDIS_LOCAL);
                        own.take(name, perMinute, caller, outcome);
                    } else {
                        outcome.accept(null, RelayError.STORE_UNAVAILABLE);
                    }
                }));
    }
}
