// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import java.time.InstantSource;

/** What has to be remembered to hold tenants to their limits, by one relay or by all that share a Redis. */
public record Memory(SingleUse tokens, Places places, Buckets buckets) {
    /** Of one relay. */
    public static Memory local(InstantSource clock) {
        return new Memory(new LocalSingleUse(clock), new LocalPlaces(), Buckets.local());
    }

    /** Of all relays there; where it does not answer, {@code when_unavailable} holds for each question. */
    public static Memory shared(SharedRedis redis, RelayConfig.Redis settings, InstantSource clock, Metrics metrics) {
        Memory own = local(clock);
        return new Memory(new RedisSingleUse(redis, settings, own.tokens, clock, metrics),
                new RedisPlaces(redis, settings, own.places, metrics),
                new RedisBuckets(redis, settings, own.buckets, metrics));
    }
}
