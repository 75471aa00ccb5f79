// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The text of a tenants file, strictly read; config/tenants.example.yaml is its manual. */
final class TenantsFile {
    private static final Set<String> SCOPES = Set.of(Tenant.SESSIONS, Tenant.VISEMES);
    private static final ObjectMapper yaml = YAMLMapper
            .builder(YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    record Key(String sha256, String created) {}

    record Entry(List<Key> keys, Set<String> providers, Set<String> scopes, Map<String, String> credentials) {}

    private TenantsFile() {}

    /**
     * Tenants by the hash of each key. Throws IllegalArgumentException with a sentence that holds no secret.
     *
     * @param providers those there are; null: not known here, any name will do
     */
    static Map<String, Tenant> parse(String text, Set<String> providers) {
        Map<String, Tenant> byHash = new HashMap<>();
        entries(text).forEach((name, entry) -> {
            check(Tenants.NAME.matcher(name).matches(), name, "is no tenant name; use letters, digits, '.', '_' and '-'");
            check(entry != null, name, "is empty; give it keys");
            check(allIn(providers, entry.providers), name + ".providers", "may name " + providers);
            check(allIn(SCOPES, entry.scopes), name + ".scopes", "may name " + SCOPES);
            Map<String, String> credentials = entry.credentials == null ? Map.of() : entry.credentials;
            check(allIn(providers, credentials.keySet()), name + ".credentials", "may name " + providers);
            Tenant tenant = new Tenant(name, entry.providers, entry.scopes, credentials);
            for (Key key : entry.keys == null ? List.<Key>of() : entry.keys) {
                check(key.sha256 != null && key.sha256.matches("[0-9a-f]{64}"), name + ".keys", "has a key without sha256 in lower-case hex");
                check(byHash.put(key.sha256, tenant) == null, name + ".keys", "has a key that stands in the file twice");
            }
        });
        return Map.copyOf(byHash);
    }

    private static Map<String, Entry> entries(String text) {
        try {
            Map<String, Entry> entries = text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))
                    ? Map.of()
                    : yaml.readValue(text, new TypeReference<>() {});
            return entries == null ? Map.of() : entries;
        } catch (JsonProcessingException e) {
            // Only the place: a message may quote a credential.
            throw new IllegalArgumentException("line " + (e.getLocation() == null ? 0 : e.getLocation().getLineNr())
                    + " is not as in config/tenants.example.yaml", e);
        }
    }

    private static boolean allIn(Set<String> known, Set<String> named) {
        return named == null || known == null || known.containsAll(named);
    }

    private static void check(boolean holds, String where, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(where + " " + fault);
        }
    }
}
