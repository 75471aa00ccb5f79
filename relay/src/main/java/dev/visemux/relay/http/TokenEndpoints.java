// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Form;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** {@code POST /v1/get-signed-url}: a tenant's backend trades a vendor secret for URLs that its clients may see. */
public final class TokenEndpoints {
    private static final int MAX_BODY_BYTES = 64 * 1024; // what is sealed fits 4 KiB: the rest would be padding

    private final Tenants tenants;
    private final SignedUrls urls;
    private final Providers providers;
    private final Set<String> visemeModels;
    private final Supplier<URI> publicUrl;
    private final Metrics metrics;

    public TokenEndpoints(Tenants tenants, SignedUrls urls, Providers providers, Set<String> visemeModels,
            Supplier<URI> publicUrl, Metrics metrics) {
        this.tenants = tenants;
        this.urls = urls;
        this.providers = providers;
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
        Provider provider = provider(tenant, config);
        String token = token(tenant, provider, config.section("provider_config"));
        return provider.form().answer().apply(publicUrl.get(), token);
    }

    private Provider provider(Tenant tenant, JsonFields config) {
        String name = config.text("provider");
        config.oneOf("provider", null, List.copyOf(providers.names()));
        if (!tenant.mayUse(name)) {
            throw new RelayException(RelayError.FORBIDDEN, "The tenant may not use the provider " + name);
        }
        return providers.named(name);
    }

    private String token(Tenant tenant, Provider provider, JsonFields given) {
        refuseOtherDelivery(given);
        Grant grant = new Grant(SignedUrls.newJti(), tenant.name(), provider.name(), secret(tenant, provider, given),
                VendorFields.read(provider.form(), given), visemeModel(given), false, LipSyncField.read(given), expiry(given));
        String token = urls.seal(grant);
        if (token.length() > SignedUrls.MAX_TOKEN_CHARS) {
            throw given.refused(longest(given), "is too long: the sealed token would exceed " + SignedUrls.MAX_TOKEN_CHARS + " characters");
        }
        metrics.count(Metrics.Counter.TOKENS_SEALED);
        return token;
    }

    private static String secret(Tenant tenant, Provider provider, JsonFields given) {
        Form form = provider.form();
        for (String name : form.secrets()) {
            if (given.has(name)) {
                return given.visible(name);
            }
        }
        String stored = tenant.credentials().get(provider.name());
        if (stored == null && form.secretRequired()) {
            String others = String.join(" or ", form.secrets().subList(1, form.secrets().size()));
            throw given.refused(form.secrets().getFirst(), "is missing" + (others.isEmpty() ? "" : " (or " + others + ")"));
        }
        return stored;
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

    /** Whatever takes most of the token. */
    private static String longest(JsonFields given) {
        return given.object().propertyStream().max(Comparator.comparingInt(field -> field.getValue().toString().length()))
                .map(Map.Entry::getKey).orElseThrow();
    }
}
