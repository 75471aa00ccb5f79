// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code POST /v1/get-signed-url}: a tenant's backend trades a vendor secret for URLs that its clients may see. */
public final class TokenEndpoints {
    private static final int MAX_BODY_BYTES = 64 * 1024; // what is sealed fits 4 KiB: the rest would be padding
    private static final int MAX_NAME_CHARS = 256;
    private static final List<String> SECRETS = List.of("ephemeral_token", "api_key");
    private static final List<String> PROVIDERS = List.of("openai", "gemini", "elevenlabs", "vatel");

    private final Tenants tenants;
    private final SignedUrls urls;
    private final Set<String> visemeModels;
    private final Supplier<URI> publicUrl;
    private final Metrics metrics;

    public TokenEndpoints(Tenants tenants, SignedUrls urls, Set<String> visemeModels, Supplier<URI> publicUrl, Metrics metrics) {
        this.tenants = tenants;
        this.urls = urls;
        this.visemeModels = visemeModels;
        this.publicUrl = publicUrl;
        this.metrics = metrics;
    }

    Exchange getSignedUrl(HttpRequest head, Reply reply) {
        Tenant tenant = Bearer.tenant(head, tenants, Tenant.SESSIONS, RelayError.UNAUTHORIZED);
        return new WholeBody(head, MAX_BODY_BYTES, body -> reply.json(200, signedUrl(tenant, JsonFields.parse(body))));
    }

    private Map<String, String> signedUrl(Tenant tenant, JsonFields body) {
        JsonFields config = body.section("config");
        String provider = config.text("provider");
        if (!PROVIDERS.contains(provider)) {
            throw config.refused("provider", "must be one of " + String.join(", ", PROVIDERS));
        }
        if (!provider.equals("openai")) {
            throw config.refused("provider", "'" + provider + "' is known but not built in yet; today it can be openai");
        }
        if (!tenant.mayUse(provider)) {
            throw new RelayException(RelayError.FORBIDDEN, "The tenant may not use the provider " + provider);
        }
        return openai(token(tenant, provider, config.section("provider_config")));
    }

    private String token(Tenant tenant, String provider, JsonFields given) {
        refuseOtherDelivery(given);
        if (given.has("voice")) { // a name, or an object for a custom one; locked in the vendor's token: looked at, not used
            given.require("voice", voice -> voice.isTextual() || voice.isObject(), "a string");
        }
        Grant grant = new Grant(SignedUrls.newJti(), tenant.name(), provider, secret(tenant, provider, given),
                name(given, "model"), visemeModel(given), LipSyncField.read(given), expiry(given));
        String token = urls.seal(grant);
        if (token.length() > SignedUrls.MAX_TOKEN_CHARS) {
            throw given.refused(longest(given), "is too long: the sealed token would exceed " + SignedUrls.MAX_TOKEN_CHARS + " characters");
        }
        metrics.count(Metrics.Counter.TOKENS_SEALED);
        return token;
    }

    private static String secret(Tenant tenant, String provider, JsonFields given) {
        for (String name : SECRETS) {
            if (given.has(name)) {
                return given.visible(name);
            }
        }
        String stored = tenant.credentials().get(provider);
        if (stored == null) {
            throw given.refused("ephemeral_token", "is missing (or api_key)");
        }
        return stored;
    }

    private static String name(JsonFields given, String name) {
        String text = given.visible(name);
        if (text.length() > MAX_NAME_CHARS) {
            throw given.refused(name, "is longer than " + MAX_NAME_CHARS + " characters");
        }
        return text;
    }

    private String visemeModel(JsonFields given) {
        String model = given.text("viseme_model", "default");
        if (!visemeModels.contains(model)) {
            throw given.refused("viseme_model", "must be one of " + String.join(", ", visemeModels));
        }
        return model;
    }

    private static void refuseOtherDelivery(JsonFields given) {
        if (given.oneOf("viseme_delivery", "inline", List.of("inline", "separate")).equals("separate")) {
            throw given.refused("viseme_delivery", "'separate' is not built in yet; today it can be inline");
        }
    }

    /** {@code expires_in}: seconds; may shorten, never lengthen. */
    private Instant expiry(JsonFields given) {
        long seconds = given.whole("expires_in", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        return urls.expiry(Duration.ofSeconds(seconds));
    }

    private static String longest(JsonFields given) {
        return Stream.of("ephemeral_token", "api_key", LipSyncField.NAME).filter(given::has)
                .max(Comparator.comparingInt(name -> given.object().get(name).toString().length())).orElse("model");
    }

    /** One token, in the two forms that OpenAI's SDKs can carry. */
    private Map<String, String> openai(String token) {
        String base = publicUrl.get().toString().replaceFirst("^http", "ws");
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("signed_url", base + "/v1/openai-realtime/ws?token=" + token);
        answer.put("url", base + "/v1/realtime");
        answer.put("api_key", "ek_" + token);
        return answer;
    }
}
