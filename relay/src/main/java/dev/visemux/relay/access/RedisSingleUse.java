// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The memory of all relays that share a Redis: {@code SET prefix+used:jti 1 NX PX life}, of which the server lets one in.
 * Any thread; the verdict comes within {@code redis.timeout}. Each relay remembers by itself as well, so that it never
 * admits a token twice, whatever Redis forgets or misses.
 */
public final class RedisSingleUse implements SingleUse {
    /** A relay whose clock is late by {@code tokens.clock_skew}, 30 s at most, takes the token for fresh by twice as much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final SharedRedis redis;
    private final RelayConfig.Redis settings;
    private final SingleUse own;
    private final InstantSource clock;
    private final Metrics metrics;

    /** {@code own}: this relay's own memory. */
    public RedisSingleUse(SharedRedis redis, RelayConfig.Redis settings, SingleUse own, InstantSource clock, Metrics metrics) {
        this.redis = redis;
        this.settings = settings;
        this.own = own;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void consume(String jti, Instant expiresAt, Executor caller, Consumer<RelayError> verdict) {
        SetArgs onlyFirst = SetArgs.Builder.nx().px(Duration.between(clock.instant(), expiresAt).plus(CLOCK_SKEW));
        redis.ask(commands -> commands.set(settings.prefix() + "used:" + jti, "1", onlyFirst)).whenComplete((set, fault) ->
                caller.execute(() -> {
                    if (fault != null) {
                        onOurOwn(jti, expiresAt, caller, verdict);
                    } else if (set == null) {
                        verdict.accept(RelayError.TOKEN_CONSUMED);
                    } else {
                        // Our own memory may be full: Redis has said that this is the first time.
                        own.consume(jti, expiresAt, caller,
                                error -> verdict.accept(error == RelayError.OVERLOADED ? null : error));
                    }
                }));
    }

    private void onOurOwn(String jti, Instant expiresAt, Executor caller, Consumer<RelayError> verdict) {
        if (!settings.allowsLocal()) {
            verdict.accept(RelayError.STORE_UNAVAILABLE);
            return;
        }
        own.consume(jti, expiresAt, caller, error -> {
            if (error == null) {
                metrics.count(Counter.REDIS_LOCAL);
            }
            verdict.accept(error);
        });
    }
}
