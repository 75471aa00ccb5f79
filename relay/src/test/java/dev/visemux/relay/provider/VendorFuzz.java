// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * What a vendor's REST service answers, behind the first line, to a client that came with the query in the first line: it
 * leads to that vendor's own host, or is refused by name.
 */
public final class VendorFuzz {
    private static final Providers VENDORS = new Providers(RelayConfig.of(Map.of()));
    private static final Set<RelayError> REFUSALS = Set.of(RelayError.UPSTREAM_PROTOCOL_ERROR, RelayError.UPSTREAM_HOST_REFUSED);

    private VendorFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int line = Math.max(0, text.indexOf('\n'));
        String query = text.substring(0, line).replaceAll("[^!-~]", "");
        String answer = text.substring(Math.min(line + 1, text.length()));
        lead("elevenlabs", "api.elevenlabs.io", query, answer);
        lead("vatel", "api.vatel.ai", query, answer);
    }

    private static void lead(String vendor, String host, String query, String answer) {
        Caller caller = new Caller("s", Map.of("agent_id", "a"),
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/door?" + query));
        try {
            Errand errand = (Errand) VENDORS.named(vendor).approach(caller);
            Endpoint endpoint = errand.then().apply(answer);
            if (!host.equalsIgnoreCase(endpoint.uri().getHost()) || endpoint.uri().getUserInfo() != null) {
                throw new AssertionError("led to " + endpoint.uri());
            }
        } catch (RelayException e) {
            if (!REFUSALS.contains(e.error())) {
                throw e;
            }
        }
    }
}
