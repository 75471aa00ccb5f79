// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.provider.Form;
import dev.visemux.relay.provider.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a token of what a tenant's backend asks for in the fields of a request. It checks every one of them. Any thread. */
public final class TokenMint {
    private final SignedUrls urls;
    private final Set<String> visemeModels;
    private final Metrics metrics;

    public TokenMint(SignedUrls urls, Set<String> visemeModels, Metrics metrics) {
        this.urls = urls;
        this.visemeModels = visemeModels;
        this.metrics = metrics;
    }

    /**
     * A token for one session with this vendor.
     *
     * @param secret the tenant's at the vendor; null where none is needed
     */
    String token(Tenant tenant, Provider provider, String secret, JsonFields given) {
        String token = fitting(urls.seal(grant(tenant, provider, secret, given)), provider.form(), given);
        metrics.count(Metrics.Counter.TOKENS_SEALED);
        return token;
    }

    /** What the fields of a request ask for, each of them looked at. */
    Grant grant(Tenant tenant, Provider provider, String secret, JsonFields given) {
        Form form = provider.form();
        return new Grant(SignedUrls.newJti(), tenant.name(), provider.name(), secret, VendorFields.read(form, given),
                visemeModel(given), separate(form, given), LipSyncField.read(given), expiry(given),
                BindField.read(given));
    }

    /** The token, unless it is too long for a URL. */
    static String fitting(String token, Form form, JsonFields given) {
        if (token.length() > SignedUrls.MAX_TOKEN_CHARS) {
            throw given.refused(longest(form, given), "is too long: the token would have " + token.length()
                    + " characters; it may have " + SignedUrls.MAX_TOKEN_CHARS);
        }
        return token;
    }

    private String visemeModel(JsonFields given) {
        return given.oneOf("viseme_model", "default", List.copyOf(visemeModels));
    }

    private static boolean separate(Form form, JsonFields given) {
        return given.oneOf("viseme_delivery", form.deliveries().getFirst(), form.deliveries()).equals(Form.SEPARATE);
    }

    /** {@code expires_in}: seconds; may shorten, never lengthen. */
    private Instant expiry(JsonFields given) {
        long seconds = given.whole("expires_in", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        return urls.expiry(Duration.ofSeconds(seconds));
    }

    /** Whatever takes most of the token; a stored credential where nothing was given. */
    private static String longest(Form form, JsonFields given) {
        Stream<String> carried = form.fields().stream().filter(Form.Field::carried).map(Form.Field::name);
        return Stream.of(form.secrets().stream(), carried, Stream.of(LipSyncField.NAME)).flatMap(names -> names)
                .filter(given::has).max(Comparator.comparingInt(name -> given.object().get(name).toString().length()))
                .orElse(form.secrets().getFirst());
    }
}
