// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes tenant keys. A key's hash is written into the text of the tenants file where it belongs, so that comments stay;
 * the new text is read back before it replaces the file, whole and at once.
 */
public final class TenantKeys {
    private static final String HEADER = "# Tenants of this relay; config/tenants.example.yaml is the manual.\n";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private TenantKeys() {}

    /** A new key of this tenant, who is made where missing, as is the file. Only the key's hash is kept. */
    public static String create(Path file, String tenant) throws IOException {
        if (!Tenants.NAME.matcher(tenant).matches()) {
            throw new IllegalArgumentException("'" + tenant + "' is no tenant name; use up to 64 letters, digits, '.', '_' and '-'");
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(target.getParent());
        Path draft = lock(target);
        try {
            byte[] secret = new byte[32];
            new SecureRandom().nextBytes(secret);
            String key = HexFormat.of().formatHex(secret);
            Files.writeString(draft, withKey(Files.exists(target) ? Files.readString(target) : HEADER, tenant, Tenants.hash(key)));
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return key;
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
                return Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(draft + " is in the way: somebody else writes keys, or died doing so; remove it", e);
                }
            }
        }
    }

    private static String withKey(String text, String tenant, String hash) throws IOException {
        Map<String, Tenant> before = TenantsFile.parse(text, null);
        String key = "{sha256: " + hash + ", created: " + LocalDate.now() + "}";
        String after = insert(text, tenant, key);
        Map<String, Tenant> byHash = TenantsFile.parse(after, null);
        if (byHash.size() != before.size() + 1 || !byHash.get(hash).name().equals(tenant)) {
            throw new IOException("the tenants file has a form that cannot be added to; add by hand: " + key);
        }
        return after;
    }

    private static String insert(String text, String tenant, String key) throws IOException {
        try (JsonParser yaml = new YAMLFactory().createParser(text)) {
            yaml.nextToken();
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = yaml.currentName().equals(tenant);
                if (yaml.nextToken() == JsonToken.START_OBJECT && found) {
                    return insertIntoTenant(text, yaml, key);
                }
                yaml.skipChildren();
            }
        }
        return text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + tenant + ":\n  keys:\n    - " + key + "\n";
    }

    private static String insertIntoTenant(String text, JsonParser yaml, String key) throws IOException {
        int tenantAt = at(yaml);
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = yaml.currentName().equals("keys");
            if (yaml.nextToken() == JsonToken.START_ARRAY && found) {
                return insertFirst(text, at(yaml), '[', key, "- " + key);
            }
            yaml.skipChildren();
        }
        return insertFirst(text, tenantAt, '{', "keys: [" + key + "]", "keys: [" + key + "]");
    }

    /** In front of the first item: after the bracket in flow style, else on a line of its own with the same indent. */
    private static String insertFirst(String text, int at, char bracket, String flow, String block) {
        if (text.charAt(at) == bracket) {
            boolean empty = "]}".indexOf(text.substring(at + 1).stripLeading().charAt(0)) >= 0;
            return text.substring(0, at + 1) + flow + (empty ? "" : ", ") + text.substring(at + 1);
        }
        int column = at - (text.lastIndexOf('\n', at) + 1);
        return text.substring(0, at) + block + "\n" + " ".repeat(column) + text.substring(at);
    }

    private static int at(JsonParser yaml) {
        return (int) yaml.currentTokenLocation().getCharOffset();
    }
}
