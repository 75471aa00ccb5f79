// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.Map;
import java.util.Set;

/**
 * Who a key belongs to and what it may do.
 *
 * @param providers   vendors it may use; null: all
 * @param scopes      doors it may use, {@code sessions} and {@code visemes}; null: all
 * @param credentials its own keys at the vendors, by provider, for requests that bring none
 */
public record Tenant(String name, Set<String> providers, Set<String> scopes, Map<String, String> credentials) {
    public static final String SESSIONS = "sessions";
    public static final String VISEMES = "visemes";

    public boolean mayUse(String provider) {
        return providers == null || providers.contains(provider);
    }

    public boolean hasScope(String scope) {
        return scopes == null || scopes.contains(scope);
    }

    @Override
    public String toString() {
        return name;
    }
}
