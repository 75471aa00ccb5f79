// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.Form;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code POST /v1/get-signed-url}: a tenant's backend trades a vendor secret for URLs that its clients may see. */
public final class TokenEndpoints {
    static final int MAX_BODY_BYTES = 64 * 1024; // what is sealed fits 4 KiB: the rest would be padding

    private final Callers callers;
    private final TokenMint mint;
    private final Providers providers;
    private final Supplier<URI> publicUrl;

    public TokenEndpoints(Callers callers, TokenMint mint, Providers providers, Supplier<URI> publicUrl) {
        this.callers = callers;
        this.mint = mint;
        this.providers = providers;
        this.publicUrl = publicUrl;
    }

    Exchange getSignedUrl(HttpRequest head, Reply reply) {
        Tenant tenant = callers.bearer(head, reply, Tenant.SIGN, RelayError.UNAUTHORIZED);
        return new WholeBody(head, MAX_BODY_BYTES, body -> callers.countSign(tenant, reply,
                () -> reply.json(200, signedUrl(tenant, JsonFields.parse(body)))));
    }

    private Map<String, String> signedUrl(Tenant tenant, JsonFields body) {
        JsonFields config = body.section("config");
        Provider provider = provider(tenant, config);
        JsonFields given = config.section("provider_config");
        String token = mint.token(tenant, provider, secret(tenant, provider, given), given);
        return provider.form().answer().apply(publicUrl.get(), token);
    }

    private Provider provider(Tenant tenant, JsonFields config) {
        String name = config.text("provider");
        config.oneOf("provider", null, List.copyOf(providers.names()));
        tenant.demandProvider(name);
        return providers.named(name);
    }

    private static String secret(Tenant tenant, Provider provider, JsonFields given) {
        Form form = provider.form();
        List<String> secrets = form.secrets().stream().filter(given::has).map(given::visible).toList(); // each is looked at
        if (!secrets.isEmpty()) {
            return secrets.getFirst();
        }
        String stored = tenant.credentials().get(provider.name());
        if (stored == null && form.secretRequired()) {
            String others = String.join(" or ", form.secrets().subList(1, form.secrets().size()));
            throw given.refused(form.secrets().getFirst(), "is missing" + (others.isEmpty() ? "" : " (or " + others + ")"));
        }
        return stored;
    }
}
