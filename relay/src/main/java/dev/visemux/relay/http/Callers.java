// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Buckets;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.Rates;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.Consumer;

/** Who asks, by {@code Authorization: Bearer KEY} (RFC 6750), whether they may, and how often. Any event loop. */
public final class Callers {
    private static final String SCHEME = "Bearer ";

    private final Tenants tenants;
    private final MonthlySpeech speech;
    private final Buckets signs;
    private final Metrics metrics;

    public Callers(Tenants tenants, MonthlySpeech speech, Buckets signs, Metrics metrics) {
        this.tenants = tenants;
        this.speech = speech;
        this.signs = signs;
        this.metrics = metrics;
    }

    /**
     * The tenant; or {@code unknown} where the key is nobody's, {@code forbidden} where it may not do this,
     * {@code quota_exceeded} where it has had its month's speech.
     */
    Tenant bearer(HttpRequest head, Reply reply, String scope, RelayError unknown) {
        String header = head.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        String key = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? header.substring(SCHEME.length()).strip() : "";
        return holder(key, head, reply, scope, unknown);
    }

    /** The same for whoever has this key. */
    Tenant holder(String key, HttpRequest head, Reply reply, String scope, RelayError unknown) {
        Tenant tenant = tenants.authenticate(key).orElseThrow(() -> new RelayException(unknown));
        String origin = head.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !tenant.lists(origin)) {
            reply.withoutHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN); // another tenant does
        }
        tenant.demandOrigin(origin);
        tenant.demandScope(scope);
        if (!scope.equals(Tenant.USAGE)) {
            demandSpeech(tenant, reply);
        }
        return tenant;
    }

    private void demandSpeech(Tenant tenant, Reply reply) {
        if (speech.isSpent(tenant.name(), tenant.limits())) {
            reply.header(HttpHeaderNames.RETRY_AFTER, speech.secondsLeft());
            throw new RelayException(RelayError.QUOTA_EXCEEDED, "The tenant's " + tenant.limits().speechHoursPerMonth()
                    + " hours of speech a month are used up until " + speech.end() + "; the operator may allow more");
        }
    }

    /**
     * Counts a signature, once the whole request is there. {@code next} runs on the request's event loop, perhaps before this
     * returns, unless the tenant signs too often or that cannot be told: then the answer says so.
     */
    void countSign(Tenant tenant, Reply reply, Runnable next) {
        countSign(tenant, reply, refusal -> {
            if (refusal != null) {
                throw refusal;
            }
            next.run();
        });
    }

    /** The same; {@code verdict} is given null, or why not. */
    void countSign(Tenant tenant, Reply reply, Consumer<RelayException> verdict) {
        int perMinute = tenant.limits().signsPerMinute();
        if (perMinute == 0) {
            verdict.accept(null);
            return;
        }
        signs.take("sign:" + tenant.name(), perMinute, reply.loop(), (take, error) -> reply.step(() -> {
            if (take != null) {
                reply.rate(take);
            }
            verdict.accept(error != null ? new RelayException(error) : take.admitted() ? null : tooOften(take));
        }));
    }

    private RelayException tooOften(Rates.Take take) {
        metrics.count(Metrics.Counter.RATE_LIMITED_SIGNS);
        return new RelayException(RelayError.RATE_LIMITED, "The tenant may sign " + take.perMinute()
                + " times a minute; ask again in " + take.retrySeconds() + " s");
    }

    /** Whether no vendor may see this text. */
    boolean isTenantKey(String text) {
        return tenants.isTenantKey(text);
    }
}
