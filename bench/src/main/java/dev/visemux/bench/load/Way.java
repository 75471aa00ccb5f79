// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.TenantBackend;
import dev.visemux.bench.Vendor;
import java.net.URI;
import java.util.Map;

/** How a client gets to its vendor. May block; any thread. */
@FunctionalInterface
interface Way {
    /** Where the client shall open its WebSocket; used once. */
    URI door(Vendor vendor) throws Exception;

    /** Through a Visemux, by a signed URL for each session. */
    static Way signed(TenantBackend tenant) {
        return vendor -> ClientTalk.door(vendor, tenant.signed(vendor, Map.of()));
    }

    /** To the vendor itself, or to a proxy that knows only it. {@code host} as ws://127.0.0.1:9100. */
    static Way straight(String host) {
        return vendor -> ClientTalk.direct(vendor, host, "load");
    }
}
