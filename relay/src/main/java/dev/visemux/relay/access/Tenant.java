// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who a key belongs to and what it may do.
 *
 * @param enabled     false: its keys open nothing
 * @param providers   vendors it may use; null: all
 * @param scopes      doors it may use: {@code sign} (signed URLs, session tokens), {@code visemes} (recorded speech) and
 *                    {@code usage} (its own bill); null: all
 * @param origins     of the pages that may come to the WebSocket doors and call the endpoints; null: any page may come, none may
 *                    call
 * @param credentials its own keys at the vendors, by provider, for requests that bring none
 * @param limits      how much of it it may do
 */
public record Tenant(String name, boolean enabled, Set<String> providers, Set<String> scopes, Set<String> origins,
        Map<String, String> credentials, TenantLimits limits) {
    public static final String SIGN = "sign";
    public static final String VISEMES = "visemes";
    public static final String USAGE = "usage";
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:\\d{1,5})?");

    /** Throws {@code forbidden} where it may not use this vendor. */
    public void demandProvider(String provider) {
        if (providers != null && !providers.contains(provider)) {
            throw new RelayException(RelayError.FORBIDDEN, "The tenant may not use the provider " + provider);
        }
    }

    /** Throws {@code forbidden} where it is disabled or lacks this scope. */
    public void demandScope(String scope) {
        if (!enabled) {
            throw new RelayException(RelayError.FORBIDDEN, "The tenant is disabled");
        }
        if (scopes != null && !scopes.contains(scope)) {
            throw new RelayException(RelayError.FORBIDDEN, "The tenant lacks the scope " + scope);
        }
    }

    /** Whether a page of this origin may do anything; null, who is no browser, may. */
    public boolean admits(String origin) {
        return origin == null || origins == null || origins.contains(origin);
    }

    /** Throws {@code forbidden} where a page of this origin may not do anything. */
    public void demandOrigin(String origin) {
        if (!admits(origin)) {
            throw new RelayException(RelayError.FORBIDDEN,
                    "The tenant's origins do not list the page's; the operator adds it in the tenants file");
        }
    }

    /** Whether this is an origin as browsers write it (RFC 6454, section 6.2). */
    public static boolean isOrigin(String text) {
        return text != null && ORIGIN.matcher(text).matches();
    }

    /** Whether pages of this origin may read what the tenant is answered. */
    public boolean lists(String origin) {
        return origins != null && origins.contains(origin);
    }

    @Override
    public String toString() {
        return name;
    }
}
