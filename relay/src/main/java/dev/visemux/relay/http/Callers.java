// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.Rates;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/** Who asks, by {@code Authorization: Bearer KEY} (RFC 6750), whether they may, and how often. Any thread. */
public final class Callers {
    private static final String SCHEME = "Bearer ";

    private final Tenants tenants;
    private final MonthlySpeech speech;
    private final Rates<String> signs = new Rates<>();

    public Callers(Tenants tenants, MonthlySpeech speech) {
        this.tenants = tenants;
        this.speech = speech;
    }

    /**
     * The tenant; or {@code unknown} where the key is nobody's, {@code forbidden} where it may not do this, {@code rate_limited}
     * where it does it too often, {@code quota_exceeded} where it has had its month's speech.
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
        if (scope.equals(Tenant.SIGN) && tenant.limits().signsPerMinute() > 0) {
            countSign(tenant, reply);
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

    private void countSign(Tenant tenant, Reply reply) {
        Rates.Take take = signs.take(tenant.name(), tenant.limits().signsPerMinute());
        reply.rate(take);
        if (!take.admitted()) {
            throw new RelayException(RelayError.RATE_LIMITED, "The tenant may sign " + take.perMinute()
                    + " times a minute; ask again in " + take.retrySeconds() + " s");
        }
    }

    /** Whether no vendor may see this text. */
    boolean isTenantKey(String text) {
        return tenants.isTenantKey(text);
    }
}
