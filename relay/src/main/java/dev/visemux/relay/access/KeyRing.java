// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.visemux.relay.ops.RelayConfig.Tokens.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys that tokens are sealed and opened with, at a moment. Any thread.
 *
 * @param locks by the header of the tokens that each one writes
 * @param first the one that seals
 */
record KeyRing(Map<String, Lock> locks, Lock first) {
    /** One key: writes and reads tokens with this header, and with no other. */
    record Lock(JWEHeader header, DirectEncrypter seals, DirectDecrypter opens) {
        private static Lock of(Key key) {
            try {
                JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).keyID(key.kid()).build();
                return new Lock(header, new DirectEncrypter(key.bytes()), new DirectDecrypter(key.bytes()));
            } catch (JOSEException e) {
                throw new IllegalArgumentException("token key " + key.kid() + " does not fit A256GCM", e);
            }
        }
    }

    /** {@code keys}: one at least, each with a kid of its own. */
    static KeyRing of(List<Key> keys) {
        Map<String, Lock> locks = new LinkedHashMap<>();
        for (Key key : keys) {
            Lock lock = Lock.of(key);
            if (locks.putIfAbsent(lock.header().toBase64URL().toString(), lock) != null) {
                throw new IllegalArgumentException("two keys have the kid " + key.kid() + "; give each its own");
            }
        }
        return new KeyRing(locks, locks.values().iterator().next());
    }

    /** A key file: {@code kid:secret} a line; empty lines and those that begin with # do not count. */
    static KeyRing parse(String text) {
        List<Key> keys = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, number));
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no key; write kid:secret in a line of its own");
        }
        return of(keys);
    }

    private static Key key(String line, int number) {
        try {
            return Key.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " " + e.getMessage(), e);
        }
    }

    /** For the log: the names of the keys, the one that seals first. */
    String kids() {
        return locks.values().stream().map(lock -> lock.header().getKeyID()).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "KeyRing[" + kids() + "]";
    }
}
