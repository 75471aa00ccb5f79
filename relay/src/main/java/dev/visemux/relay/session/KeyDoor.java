// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Door;
import dev.visemux.relay.provider.Provider;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /v1/conversation/gemini?key=&mascot_key=&viseme_model=}: a door for Gemini's clients that bring the vendor's key and
 * the tenant's in the query instead of a token. What stands in a URL is soon in somebody's log, so there is none unless the
 * operator asks for it. Any thread.
 *
 * @param gemini who is behind it
 */
public record KeyDoor(Provider gemini, Tenants tenants, Set<String> visemeModels) {
    private static final String PATH = "/v1/conversation/gemini";

    boolean isAt(String path) {
        return PATH.equals(path);
    }

    /** What the keys permit; or {@code unauthorized}, {@code forbidden}, {@code invalid_request}. */
    Grant grant(HttpRequest request) {
        Map<String, List<String>> query = Door.parameters(request);
        Tenant tenant = tenants.authenticate(first(query, "mascot_key", "")).orElseThrow(() -> new RelayException(RelayError.UNAUTHORIZED));
        tenant.demandScope(Tenant.SIGN);
        tenant.demandProvider(gemini.name());
        String secret = first(query, "key", tenant.credentials().get(gemini.name()));
        String model = first(query, "viseme_model", "default");
        if (secret == null || secret.isEmpty() || !visemeModels.contains(model)) {
            throw new RelayException(RelayError.INVALID_REQUEST);
        }
        return new Grant(SignedUrls.newJti(), tenant.name(), gemini.name(), secret, Map.of(), model, false, null, Instant.MAX);
    }

    private static String first(Map<String, List<String>> query, String name, String fallback) {
        return query.containsKey(name) ? query.get(name).getFirst() : fallback;
    }
}
