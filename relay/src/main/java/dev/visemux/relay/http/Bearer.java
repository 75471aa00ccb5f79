// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/** Who asks, by {@code Authorization: Bearer KEY} (RFC 6750). */
final class Bearer {
    private static final String SCHEME = "Bearer ";

    private Bearer() {}

    /** The tenant; or {@code unknown} where the key is nobody's, or {@code forbidden} where it lacks the scope. */
    static Tenant tenant(HttpRequest head, Tenants tenants, String scope, RelayError unknown) {
        String header = head.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        String key = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? header.substring(SCHEME.length()).strip() : "";
        Tenant tenant = tenants.authenticate(key).orElseThrow(() -> new RelayException(unknown));
        tenant.demandScope(scope);
        return tenant;
    }
}
