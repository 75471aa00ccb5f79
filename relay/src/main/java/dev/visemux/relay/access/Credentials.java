// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tenant's keys at vendors as the tenants file tells them: {@code ${NAME}} of the environment, {@code file:PATH}, or the
 * key itself. What is wrong is told by the reference, never by what it leads to. Any thread; reads files.
 *
 * @param folder      what a relative path is relative to
 * @param environment null for a variable that is not set
 */
record Credentials(Path folder, UnaryOperator<String> environment) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,4096}"); // it will stand in a header
    private static final String FILE = "file:";

    /** Throws IllegalArgumentException with the rest of a sentence that begins with the field. */
    String resolve(String written) {
        Matcher variable = VARIABLE.matcher(written);
        if (variable.matches()) {
            return sound(environment.apply(variable.group(1)), "${" + variable.group(1) + "}");
        }
        return written.startsWith(FILE) ? sound(read(written.substring(FILE.length())), written)
                : sound(written, "the credential");
    }

    private String read(String path) {
        try {
            return Files.readString(folder.resolve(path)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("names file:" + path + ", which cannot be read ("
                    + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static String sound(String secret, String reference) {
        if (secret == null) {
            throw new IllegalArgumentException("names " + reference + ", which the relay's environment does not have");
        }
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException("cannot be used: " + reference + " is empty, longer than 4096 characters or holds"
                    + " others than visible ASCII");
        }
        return secret;
    }
}
