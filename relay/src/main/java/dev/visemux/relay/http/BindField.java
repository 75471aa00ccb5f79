// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Binding;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.Network;
import java.util.Set;

/**
 * The request field {@code bind}: where alone the token is to open anything. One that says nothing, or what we do not know,
 * is refused: its backend believes that it is safe.
 */
final class BindField {
    static final String NAME = "bind";
    private static final String ORIGIN = "origin";
    private static final String ADDRESS_PREFIX = "address_prefix";
    private static final Set<String> KNOWN = Set.of(ORIGIN, ADDRESS_PREFIX);

    private BindField() {}

    static Binding read(JsonFields fields) {
        if (!fields.has(NAME)) {
            return Binding.NONE;
        }
        JsonFields bind = fields.section(NAME);
        bind.object().fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw bind.refused(name, "binds to nothing; write origin, address_prefix or both");
            }
        });
        if (!bind.has(ORIGIN) && !bind.has(ADDRESS_PREFIX)) {
            throw fields.refused(NAME, "is empty; write origin, address_prefix or both");
        }
        return new Binding(bind.has(ORIGIN) ? origin(bind) : null, bind.has(ADDRESS_PREFIX) ? network(bind) : null);
    }

    private static String origin(JsonFields bind) {
        String origin = bind.text(ORIGIN);
        if (!Tenant.isOrigin(origin)) {
            throw bind.refused(ORIGIN, "is not as browsers write it; write https://app.example.com, in lower case, no path");
        }
        return origin;
    }

    private static Network network(JsonFields bind) {
        try {
            return Network.parse(bind.text(ADDRESS_PREFIX));
        } catch (IllegalArgumentException e) {
            throw bind.refused(ADDRESS_PREFIX, e.getMessage());
        }
    }
}
