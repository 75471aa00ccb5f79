// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Any text as tenants.yaml: tenants, or a sentence that names the fault. */
public final class TenantsFuzz {
    private static final Set<String> VENDORS = Set.of("openai", "gemini", "elevenlabs", "vatel");

    private TenantsFuzz() {}

    public static void fuzzerTestOneInput(byte[] yaml) {
        try {
            TenantsFile file = TenantsFile.parse(new String(yaml, StandardCharsets.UTF_8), VENDORS, written -> written);
            file.keys().values().forEach(key -> {
                if (!file.tenants().containsValue(key.tenant())) {
                    throw new AssertionError("a key of nobody's");
                }
            });
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).isBlank()) {
                throw new AssertionError("said " + e.getMessage(), e);
            }
        }
    }
}
