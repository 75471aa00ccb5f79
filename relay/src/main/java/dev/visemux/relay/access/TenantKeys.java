// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Makes, lists, retires and revokes tenant keys. A key's hash is written into the text of the tenants file where it belongs,
 * so that comments stay; the new text is read back before it replaces the file, whole and at once.
 */
public final class TenantKeys {
    private static final String HEADER = "# Tenants of this relay; config/tenants.example.yaml is the manual.\n";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private interface Edit {
        String of(String text) throws IOException;
    }

    private TenantKeys() {}

    /** A new key of this tenant, who is made where missing, as is the file. Only the key's hash is kept. */
    public static String create(Path file, String tenant) throws IOException {
        return create(file, tenant, null);
    }

    /** {@code expires}: the key opens nothing from then on; null: never. */
    public static String create(Path file, String tenant, Instant expires) throws IOException {
        demandName(tenant);
        String key = newKey();
        edit(file, text -> withKey(text, tenant, Tenants.hash(key), expires));
        return key;
    }

    /** Every key in the file, by tenant. */
    public static List<TenantKey> list(Path file) throws IOException {
        return List.copyOf(parse(Files.readString(file)).values());
    }

    /** Takes a key out of the file: a running relay refuses it at once. {@code id}: the first digits of its hash. */
    public static void revoke(Path file, String tenant, String id) throws IOException {
        edit(demandFile(file), text -> {
            Map<String, TenantKey> expected = parse(text);
            TenantKey key = find(expected, tenant, id);
            expected.remove(key.sha256());
            return checked(KeyEdits.remove(text, key.sha256()), expected, "remove the line with " + key.sha256());
        });
    }

    /**
     * A new key of this tenant; every other of its keys opens nothing after {@code overlap}, unless it ends before.
     *
     * @param id the one key that is replaced, or null for all that the tenant has
     */
    public static String rotate(Path file, String tenant, String id, Duration overlap, Instant now) throws IOException {
        String key = newKey();
        Instant end = now.plus(overlap).truncatedTo(ChronoUnit.SECONDS);
        edit(demandFile(file), text -> {
            String after = text;
            for (TenantKey old : replaced(parse(text), tenant, id)) {
                after = old.expires() == null || end.isBefore(old.expires()) ? withExpiry(after, old, end) : after;
            }
            return withKey(after, tenant, Tenants.hash(key), null);
        });
        return key;
    }

    private static List<TenantKey> replaced(Map<String, TenantKey> keys, String tenant, String id) {
        if (id != null) {
            return List.of(find(keys, tenant, id));
        }
        List<TenantKey> own = new ArrayList<>(keys.values());
        own.removeIf(key -> !key.tenant().name().equals(tenant));
        if (own.isEmpty()) {
            throw new IllegalArgumentException("there is no key of '" + tenant + "' to replace; make one with keys create");
        }
        return own;
    }

    private static TenantKey find(Map<String, TenantKey> keys, String tenant, String id) {
        List<TenantKey> found = keys.values().stream()
                .filter(key -> key.tenant().name().equals(tenant) && !id.isEmpty() && key.sha256().startsWith(id)).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("'" + tenant + "' has " + (found.isEmpty() ? "no key" : found.size() + " keys")
                    + " whose id begins with '" + id + "'; keys list " + tenant + " shows them");
        }
        return found.getFirst();
    }

    private static String withKey(String text, String tenant, String hash, Instant expires) throws IOException {
        String key = "{sha256: " + hash + ", created: " + LocalDate.now()
                + (expires == null ? "" : ", expires: " + expires) + "}";
        String after = KeyEdits.add(text, tenant, key);
        Map<String, TenantKey> byHash = parse(after);
        TenantKey added = byHash.remove(hash);
        if (added == null || !added.tenant().name().equals(tenant) || !byHash.equals(parse(text))) {
            throw cannot("add " + key + " to " + tenant + ".keys");
        }
        return after;
    }

    private static String withExpiry(String text, TenantKey key, Instant expires) throws IOException {
        Map<String, TenantKey> expected = parse(text);
        expected.put(key.sha256(), new TenantKey(key.tenant(), key.sha256(), key.created(), expires));
        return checked(KeyEdits.expire(text, key.sha256(), expires.toString()), expected,
                "set expires: " + expires + " beside " + key.sha256());
    }

    private static String checked(String after, Map<String, TenantKey> expected, String byHand) throws IOException {
        if (!parse(after).equals(expected)) {
            throw cannot(byHand);
        }
        return after;
    }

    private static IOException cannot(String byHand) {
        return new IOException("the tenants file has a form that cannot be edited; by hand: " + byHand);
    }

    /** References to credentials stay what they are: they are the relay's to follow. */
    private static Map<String, TenantKey> parse(String text) {
        return new LinkedHashMap<>(TenantsFile.parse(text, null, UnaryOperator.identity()).keys());
    }

    private static String newKey() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static void demandName(String tenant) {
        if (!Tenants.NAME.matcher(tenant).matches()) {
            throw new IllegalArgumentException(
                    "'" + tenant + "' is no tenant name; use up to 64 letters, digits, '.', '_' and '-'");
        }
    }

    private static Path demandFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no tenants file " + file + "; make a key with keys create");
        }
        return file;
    }

    private static void edit(Path file, Edit edit) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path draft = lock(target);
        try {
            Files.writeString(draft, edit.of(Files.exists(target) ? Files.readString(target) : HEADER));
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | IllegalArgumentException e) {
            Files.deleteIfExists(draft); // ours, for it was not moved; once moved, the name may be another writer's
            throw e;
        }
    }

    /** The draft is the lock: whoever creates it writes, the others wait. */
    private static Path lock(Path target) throws IOException {
        Path draft = target.resolveSibling(target.getFileName() + ".new");
        for (long deadline = System.nanoTime() + PATIENCE_NANOS; ; LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20))) {
            try {
                return Files.createFile(draft,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(draft + " is in the way: somebody else writes keys, or died doing so; remove it", e);
                }
            }
        }
    }
}
