// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A tenants file, strictly read; config/tenants.example.yaml is its manual.
 *
 * @param tenants by name
 * @param keys    by their hash
 */
record TenantsFile(Map<String, Tenant> tenants, Map<String, TenantKey> keys) {
    private static final Set<String> SCOPES = Set.of(Tenant.SIGN, Tenant.VISEMES, Tenant.USAGE);
    private static final int MAX_LIMIT = 1_000_000;
    private static final ObjectMapper yaml = YAMLMapper
            .builder(YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    record Key(String sha256, String created, String expires) {}

    record Entry(List<Key> keys, Boolean enabled, Set<String> providers, Set<String> scopes, Set<String> origins,
            Map<String, String> credentials, Limits limits) {
        /** Without the credentials. */
        @Override
        public String toString() {
            return "Entry";
        }
    }

    record Limits(Integer concurrentSessions, Integer signsPerMinute, Integer upgradesPerMinute, Integer sessionMinutes,
            Integer speechHoursPerMonth) {}

    /**
     * Throws IllegalArgumentException with a sentence that holds no secret.
     *
     * @param providers   those there are; null: not known here, any name will do
     * @param credentials what a written credential stands for
     */
    static TenantsFile parse(String text, Set<String> providers, UnaryOperator<String> credentials) {
        TenantsFile file = new TenantsFile(new LinkedHashMap<>(), new LinkedHashMap<>());
        entries(text).forEach((name, entry) -> {
            Tenant tenant = tenant(name, entry, providers, credentials);
            file.tenants.put(name, tenant);
            for (Key key : entry.keys == null ? List.<Key>of() : entry.keys) {
                TenantKey read = key(tenant, key);
                check(file.keys.put(read.sha256(), read) == null, name + ".keys", "has a key that stands in the file twice");
            }
        });
        return file;
    }

    private static Tenant tenant(String name, Entry entry, Set<String> providers, UnaryOperator<String> credentials) {
        check(Tenants.NAME.matcher(name).matches(), name, "is no tenant name; use letters, digits, '.', '_' and '-'");
        check(entry != null, name, "is empty; give it keys");
        check(allIn(providers, entry.providers), name + ".providers", "may name " + providers);
        check(allIn(SCOPES, entry.scopes), name + ".scopes", "may name " + SCOPES);
        check(entry.origins == null || entry.origins.stream().allMatch(Tenant::isOrigin), name + ".origins",
                "has one that is not as browsers write it; write https://app.example.com"
                        + " or http://localhost:3000, in lower case, no path");
        Map<String, String> written = entry.credentials == null ? Map.of() : entry.credentials;
        check(allIn(providers, written.keySet()), name + ".credentials", "may name " + providers);
        Map<String, String> resolved = new TreeMap<>();
        written.forEach((provider, credential) -> resolved.put(provider,
                resolve(name + ".credentials." + provider, credential, credentials)));
        return new Tenant(name, entry.enabled == null || entry.enabled, entry.providers, entry.scopes, entry.origins, resolved,
                limits(name + ".limits.", entry.limits));
    }

    private static TenantLimits limits(String where, Limits limits) {
        return limits == null ? TenantLimits.NONE : new TenantLimits(
                limit(where + "concurrent_sessions", limits.concurrentSessions),
                limit(where + "signs_per_minute", limits.signsPerMinute),
                limit(where + "upgrades_per_minute", limits.upgradesPerMinute),
                limit(where + "session_minutes", limits.sessionMinutes),
                limit(where + "speech_hours_per_month", limits.speechHoursPerMonth));
    }

    private static int limit(String where, Integer written) {
        check(written == null || written >= 1 && written <= MAX_LIMIT, where,
                "is " + written + "; it must be from 1 to " + MAX_LIMIT + ", or be left out for no limit");
        return written == null ? 0 : written;
    }

    private static String resolve(String where, String credential, UnaryOperator<String> credentials) {
        check(credential != null, where, "is empty; write ${NAME}, file:PATH or the key");
        try {
            return credentials.apply(credential);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " " + e.getMessage(), e);
        }
    }

    private static TenantKey key(Tenant tenant, Key key) {
        String where = tenant.name() + ".keys";
        check(key != null && key.sha256 != null && key.sha256.matches("[0-9a-f]{64}"), where,
                "has a key without sha256 in lower-case hex");
        return new TenantKey(tenant, key.sha256, key.created, key.expires == null ? null : instant(where, key.expires));
    }

    private static Instant instant(String where, String text) {
        try {
            return TenantKey.time(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + " has a key whose expires " + e.getMessage(), e);
        }
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
        return named == null || named.stream().allMatch(name -> name != null && (known == null || known.contains(name)));
    }

    private static void check(boolean holds, String where, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(where + " " + fault);
        }
    }
}
