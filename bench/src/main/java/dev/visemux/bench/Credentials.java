// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Who is let in: the one key that was set, and what was issued for it. Any thread. */
final class Credentials {
    static final String SIGNATURE = "conversation_signature";
    private static final String EPHEMERAL = "auth_tokens/";

    private final Set<String> issued = ConcurrentHashMap.newKeySet();

    /** Something that opens a session. */
    String issue(String prefix) {
        String ticket = prefix + UUID.randomUUID().toString().replace("-", "");
        issued.add(ticket);
        return ticket;
    }

    /** @param key null lets everybody in */
    boolean admit(Vendor vendor, HttpRequest handshake, String key) {
        QueryStringDecoder uri = new QueryStringDecoder(handshake.uri());
        Map<String, List<String>> query = uri.parameters();
        return switch (vendor) {
            case openai -> key == null || openAi(handshake.headers(), key);
            case gemini -> gemini(uri.path(), query, key);
            case elevenlabs -> elevenLabs(query, key);
            case vatel -> issued.remove(first(query, "token")) || key == null;
        };
    }

    /** In a header or, from a browser, as a sub-protocol. */
    private boolean openAi(HttpHeaders headers, String key) {
        String bearer = headers.get(AUTHORIZATION, "");
        return bearer.equals("Bearer " + key) || bearer.startsWith("Bearer ") && issued.contains(bearer.substring(7))
                || headers.containsValue(SEC_WEBSOCKET_PROTOCOL, "openai-insecure-api-key." + key, false);
    }

    /** An ephemeral token opens the constrained door of v1alpha only, a key the other ones. */
    private boolean gemini(String path, Map<String, List<String>> query, String key) {
        boolean constrained = path.endsWith("Constrained");
        String secret = first(query, constrained ? "access_token" : "key");
        boolean fits = secret.startsWith(EPHEMERAL) == constrained && (!constrained || path.contains(".v1alpha."));
        return fits && (key == null || secret.equals(key) || issued.contains(secret));
    }

    /** A signature once; without one, a public agent. */
    private boolean elevenLabs(Map<String, List<String>> query, String key) {
        return query.containsKey(SIGNATURE) ? issued.remove(first(query, SIGNATURE))
                : query.containsKey("agent_id") && (key == null || first(query, "agent_id").startsWith("agent_public"));
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).getFirst();
    }
}
