// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
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

    /** {@code stamp}: what tells this version of the file from any other. */
    private record Known(TenantsFile file, List<Object> stamp) {}

    private final Path file;
    private final Set<String> providers;
    private final Credentials credentials;
    private final InstantSource clock;
    private volatile Known known = new Known(NOBODY, List.of("never read"));

    /** {@code providers}: the names of those there are. */
    public Tenants(Path file, Set<String> providers) {
        this(file, providers, System::getenv, InstantSource.system());
    }

    Tenants(Path file, Set<String> providers, UnaryOperator<String> environment, InstantSource clock) {
        this.file = file;
        this.providers = providers;
        this.credentials = new Credentials(file.toAbsolutePath().getParent(), environment);
        this.clock = clock;
        current();
    }

    /**
     * The tenant whose key this is, disabled or not; none where the key has expired. The look-up needs no constant time: what
     * it would leak is a prefix of a hash that nobody can steer.
     */
    public Optional<Tenant> authenticate(String key) {
        return Optional.ofNullable(current().file.keys().get(hash(key))).filter(known -> !known.hasExpired(clock.instant()))
                .map(TenantKey::tenant);
    }

    /** The tenant of this name, disabled or not. */
    public Optional<Tenant> named(String name) {
        return Optional.ofNullable(current().file.tenants().get(name));
    }

    /** Whether any tenant lists this origin of pages. */
    public boolean listOrigin(String origin) {
        return current().file.tenants().values().stream().anyMatch(tenant -> tenant.lists(origin));
    }

    /** Whether this is a tenant's key, expired or not: no vendor may see it. */
    public boolean isTenantKey(String text) {
        return current().file.keys().containsKey(hash(text));
    }

    static String hash(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Reads the file again though it is the same: the files that it refers to may not be. */
    public synchronized void reload() {
        List<Object> stamp = stamp();
        known = new Known(read(), stamp);
    }

    private Known current() {
        List<Object> stamp = stamp();
        return stamp.equals(known.stamp) ? known : refresh();
    }

    private synchronized Known refresh() {
        List<Object> stamp = stamp();
        if (!stamp.equals(known.stamp)) {
            known = new Known(read(), stamp);
        }
        return known;
    }

    /** An atomic replacement has a new file key even where the clock of the file system is coarse. */
    private List<Object> stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException _) {
            return List.of("missing");
        }
    }

    private TenantsFile read() {
        try {
            TenantsFile read = TenantsFile.parse(Files.readString(file), providers, credentials::resolve);
            log.info("tenants file {}: {} tenants, {} keys", file, read.tenants().size(), read.keys().size());
            return read;
        } catch (NoSuchFileException _) {
            log.warn("tenants file {} does not exist: nobody can sign in; make a tenant with: run keys create TENANT", file);
            return NOBODY;
        } catch (IOException | IllegalArgumentException e) {
            log.error("tenants file {} cannot be used, the tenants stay as they were: {}", file, e.getMessage());
            return known.file;
        }
    }
}
