// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants and the hashes of their keys. Any thread. The file is read again when it has changed, which every
 * authentication looks at (one stat); a file that is broken leaves the tenants as they were and says why, once.
 */
public final class Tenants {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final TenantsFile NOBODY = new TenantsFile(Map.of(), Map.of());
    private static final Logger log = LoggerFactory.getLogger(Tenants.class);

    private final Path file;
    private final Set<String> providers;
    private final Credentials credentials;
    private final InstantSource clock;
    private final WatchedFile<TenantsFile> known;

    /** {@code providers}: the names of those there are. */
    public Tenants(Path file, Set<String> providers) {
        this(file, providers, System::getenv, InstantSource.system());
    }

    Tenants(Path file, Set<String> providers, UnaryOperator<String> environment, InstantSource clock) {
        this.file = file;
        this.providers = providers;
        this.credentials = new Credentials(file.toAbsolutePath().getParent(), environment);
        this.clock = clock;
        known = new WatchedFile<>(file, NOBODY, this::read);
    }

    /**
     * The tenant whose key this is, disabled or not; none where the key has expired. The look-up needs no constant time: what
     * it would leak is a prefix of a hash that nobody can steer.
     */
    public Optional<Tenant> authenticate(String key) {
        return Optional.ofNullable(known.current().keys().get(hash(key))).filter(known -> !known.hasExpired(clock.instant()))
                .map(TenantKey::tenant);
    }

    /** The tenant of this name, disabled or not. */
    public Optional<Tenant> named(String name) {
        return Optional.ofNullable(known.current().tenants().get(name));
    }

    /** Whether any tenant lists this origin of pages. */
    public boolean listOrigin(String origin) {
        return known.current().tenants().values().stream().anyMatch(tenant -> tenant.lists(origin));
    }

    /** Whether this is a tenant's key, expired or not: no vendor may see it. */
    public boolean isTenantKey(String text) {
        return known.current().keys().containsKey(hash(text));
    }

    static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads the file again though it is the same: the files that it refers to may not be. */
    public void reload() {
        known.reload();
    }

    private TenantsFile read(TenantsFile before) {
        try {
            TenantsFile read = TenantsFile.parse(Files.readString(file), providers, credentials::resolve);
            log.info("tenants file {}: {} tenants, {} keys", file, read.tenants().size(), read.keys().size());
            return read;
        } catch (NoSuchFileException _) {
            log.warn("tenants file {} does not exist: nobody can sign in; make a tenant with: run keys create TENANT", file);
            return NOBODY;
        } catch (IOException | IllegalArgumentException e) {
            log.error("tenants file {} cannot be used, the tenants stay as they were: {}", file, e.getMessage());
            return before;
        }
    }
}
