// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.TenantBackend;
import dev.visemux.bench.Vendor;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;

/** How a client gets to its vendor. May block; any thread. */
@FunctionalInterface
interface Way {
    /** Where the client shall open its WebSocket; used once. */
    URI door(Vendor vendor) throws Exception;

    /** For signing: its idle connections end before those of a relay do, which would else be met just as they are closed. */
    static HttpClient.Builder http() {
        System.setProperty("jdk.httpclient.keepalive.timeout", "5"); // seconds; read once, with the first client
        return HttpClient.newBuilder();
    }

    /** Through a Visemux, by a signed URL for each session. */
    static Way signed(TenantBackend tenant) {
        return vendor -> ClientTalk.door(vendor, tenant.signed(vendor, Map.of()));
    }

    /** To the vendor itself, or to a proxy that knows only it. {@code host} as ws://127.0.0.1:9100. */
    static Way straight(String host) {
        return vendor -> ClientTalk.direct(vendor, host, "load");
    }
}
