// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.time.Instant;
import java.util.Map;

/**
 * What one signed URL permits: one session of one tenant with one vendor. It travels sealed inside the token; nothing
 * of it but the {@code jti} may be logged.
 *
 * @param jti            names the token; usable once
 * @param tenant         who pays
 * @param provider       openai, gemini, elevenlabs or vatel
 * @param vendorSecret   the tenant's key or ephemeral token at the vendor; null where none is needed
 * @param details        what else the vendor is told, by the names of its protocol
 * @param visemeModel    a folder of config/models
 * @param separate       visemes travel in messages of their own
 * @param naturalLipSync JSON as in the request, or null for the default
 * @param expiresAt      a session must start before
 * @param binding        where alone it may start
 */
public record Grant(String jti, String tenant, String provider, String vendorSecret, Map<String, String> details,
        String visemeModel, boolean separate, String naturalLipSync, Instant expiresAt, Binding binding) {
    /** One that is bound to no place. */
    public Grant(String jti, String tenant, String provider, String vendorSecret, Map<String, String> details, String visemeModel,
            boolean separate, String naturalLipSync, Instant expiresAt) {
        this(jti, tenant, provider, vendorSecret, details, visemeModel, separate, naturalLipSync, expiresAt, Binding.NONE);
    }

    @Override
    public String toString() {
        return "Grant[jti=" + jti + ", tenant=" + tenant + ", provider=" + provider + "]";
    }
}
