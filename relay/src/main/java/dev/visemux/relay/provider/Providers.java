// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.RelayConfig;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The vendors there are, by the name that a grant carries. One line each. Any thread. */
public final class Providers {
    private final Map<String, Provider> byName = new LinkedHashMap<>();

    public Providers(RelayConfig config) {
        add(new OpenAiRealtime(config.upstreams().openai().url()));
        add(new GeminiLive(config.upstreams().gemini().url()));
        add(new ElevenLabs(config.upstreams().elevenlabs()));
        add(new Vatel(config.upstreams().vatel().url()));
        config.declared().forEach((name, service) -> add(new DeclaredService(name, service)));
    }

    private void add(Provider provider) {
        byName.put(provider.name(), provider);
    }

    public Collection<Provider> all() {
        return byName.values();
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /** Null where there is none of that name. */
    public Provider named(String name) {
        return byName.get(name);
    }

    /** Whose door is at this path; null where none is. */
    public Provider at(String path) {
        for (Provider provider : byName.values()) {
            if (provider.door().isAt(path)) {
                return provider;
            }
        }
        return null;
    }
}
