// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.Lifecycle;
import dev.visemux.relay.ops.MetricsText;
import dev.visemux.relay.ops.RelayError;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The operator's door: alive, ready, numbers, drain. */
public final class OpsEndpoints {
    private final Lifecycle lifecycle;
    private final Supplier<String> metricsText;
    private final Runnable drain;
    private final Set<String> absentModels;

    /** {@code absentModels}: what it goes without; {@code drain} returns at once. */
    public OpsEndpoints(Lifecycle lifecycle, Supplier<String> metricsText, Set<String> absentModels, Runnable drain) {
        this.lifecycle = lifecycle;
        this.metricsText = metricsText;
        this.absentModels = absentModels;
        this.drain = drain;
    }

    Exchange health(HttpRequest head, Reply reply) {
        return reply.json(200, Map.of("status", "up"));
    }

    /** Ready: the models are warm and new sessions are welcome. Degraded is ready too: the operator has allowed it. */
    Exchange readiness(HttpRequest head, Reply reply) {
        if (lifecycle.isReady() && !absentModels.isEmpty()) {
            return reply.json(200, Map.of("status", "degraded", "absent_models", absentModels));
        }
        String state = lifecycle.state().name().toLowerCase(Locale.ROOT);
        return lifecycle.isDraining() ? reply.refuse(RelayError.DRAINING, RelayError.DRAINING.sentence())
                : reply.json(lifecycle.isReady() ? 200 : 503, Map.of("status", state));
    }

    Exchange metrics(HttpRequest head, Reply reply) {
        return reply.text(200, MetricsText.CONTENT_TYPE, metricsText.get());
    }

    Exchange drain(HttpRequest head, Reply reply) {
        drain.run();
        return reply.json(202, Map.of("status", "draining"));
    }
}
