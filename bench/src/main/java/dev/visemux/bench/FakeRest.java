// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static io.netty.handler.codec.http.HttpHeaderNames.AUTHORIZATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The vendors' REST calls that lead to a session: what each answers, and how it refuses. */
final class FakeRest {
    /** An HTTP answer; the body is JSON. */
    record Answer(int status, String body) {}

    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    private final FakeOptions options;
    private final Credentials credentials;
    private final String authority;

    /** @param authority host and port that a signed URL names */
    FakeRest(FakeOptions options, Credentials credentials, String authority) {
        this.options = options;
        this.credentials = credentials;
        this.authority = options.rest == FakeOptions.Rest.foreign ? "foreign.example:443" : authority;
    }

    /** Whose call it is; null where it is nobody's. */
    static Vendor vendor(String method, String path) {
        return switch (method + " " + path) {
            case "POST /v1/realtime/client_secrets" -> Vendor.openai;
            case "POST /v1alpha/auth_tokens" -> Vendor.gemini;
            case "GET /v1/convai/conversation/get-signed-url", "GET /v1/convai/conversation/get_signed_url" ->
                    Vendor.elevenlabs;
            case "POST /v1/session-token" -> Vendor.vatel;
            default -> null;
        };
    }

    Answer answer(Vendor vendor, FullHttpRequest request) {
        if (options.rest == FakeOptions.Rest.refuse || !holdsKey(vendor, request)) {
            return refusal(vendor);
        }
        if (options.rest == FakeOptions.Rest.fail) {
            return new Answer(500, error(vendor, "internal_error", "Internal server error"));
        }
        return switch (vendor) {
            case openai -> new Answer(200, """
                    {"value":"%s","expires_at":%d,"session":{"type":"realtime","object":"realtime.session"}}"""
                    .formatted(credentials.issue("ek_"), System.currentTimeMillis() / 1000 + 600));
            case gemini -> new Answer(200, "{\"name\":\"" + credentials.issue("auth_tokens/") + "\"}");
            case elevenlabs -> signedUrl(new QueryStringDecoder(request.uri()).parameters());
            case vatel -> sessionToken(Heard.json(request.content().toString(StandardCharsets.UTF_8)));
        };
    }

    private boolean holdsKey(Vendor vendor, FullHttpRequest request) {
        String held = switch (vendor) {
            case openai, vatel -> request.headers().get(AUTHORIZATION, "").replaceFirst("^Bearer ", "");
            case gemini -> request.headers().get("x-goog-api-key", "");
            case elevenlabs -> request.headers().get("xi-api-key", "");
        };
        return options.key == null ? !held.isEmpty() : held.equals(options.key);
    }

    /** A wrong key, in REST and, where the vendor answers an upgrade so, there too. */
    static Answer refusal(Vendor vendor) {
        return new Answer(401, error(vendor, "invalid_api_key", "Invalid API key"));
    }

    private static String error(Vendor vendor, String code, String message) {
        return (switch (vendor) {
            case openai -> """
                    {"error":{"message":"%2$s","type":"invalid_request_error","param":null,"code":"%1$s"}}""";
            case gemini -> """
                    {"error":{"code":400,"message":"%2$s","status":"INVALID_ARGUMENT"}}""";
            case elevenlabs -> """
                    {"detail":{"status":"%s","message":"%s"}}""";
            case vatel -> """
                    {"error":"%2$s"}""";
        }).formatted(code, message);
    }

    private Answer signedUrl(Map<String, List<String>> query) {
        if (!query.containsKey("agent_id")) {
            return new Answer(422, """
                    {"detail":[{"loc":["query","agent_id"],"msg":"Field required","type":"missing"}]}""");
        }
        String agent = URLEncoder.encode(query.get("agent_id").getFirst(), StandardCharsets.UTF_8);
        String signature = credentials.issue("cvtkn_");
        boolean tellsId = query.getOrDefault("include_conversation_id", List.of("")).getFirst().equals("true");
        return new Answer(200, "{\"signed_url\":\"ws://%s/v1/convai/conversation?agent_id=%s&%s=%s\"%s}".formatted(
                authority, agent, Credentials.SIGNATURE, signature,
                tellsId ? ",\"conversation_id\":\"" + conversationOf(signature) + "\"" : ""));
    }

    /** A conversation's id belongs to its signature. */
    static String conversationOf(String signature) {
        return signature.isEmpty() ? "conv_public" : signature.replaceFirst("^cvtkn_", "conv_");
    }

    private Answer sessionToken(JsonNode wish) {
        if (!wish.path("agent_id").asText().matches(UUID)) {
            return new Answer(400, error(Vendor.vatel, "", "agent_id must be a uuid"));
        }
        return new Answer(200, "{\"token\":\"" + credentials.issue("fake.jwt.") + "\"}");
    }
}
