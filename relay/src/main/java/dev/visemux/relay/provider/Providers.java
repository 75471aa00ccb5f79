// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.RelayConfig;
import java.util.Map;

/** The vendors there are, by the name that a grant carries. One line each. */
public final class Providers {
    private final Map<String, Provider> byName;

    public Providers(RelayConfig.Upstreams upstreams) {
        byName = Map.of("openai", new OpenAiRealtime(upstreams.openai().url()));
    }

    /** Null where there is none of that name. */
    public Provider named(String name) {
        return byName.get(name);
    }
}
