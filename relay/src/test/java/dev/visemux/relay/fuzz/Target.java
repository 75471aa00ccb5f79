// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.fuzz;

import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is fuzzed. A target is a class with {@code fuzzerTestOneInput}, in the room that it tests, and a folder of seeds. */
enum Target {
    /** Names as Jazzer, the corpus and the command line have them. */
    JSON("provider.JsonFuzz"), SPLICE("provider.SpliceFuzz"), VENDOR("provider.VendorFuzz"),
    TUNNEL("session.TunnelFuzz"), SESSION("session.SessionFuzz"),
    WAV("http.WavFuzz"), BASE64("http.Base64Fuzz"), BODY("http.BodyFuzz"), HTTP("http.RequestFuzz"), PROXY("http.ProxyFuzz"),
    TOKEN("access.TokenFuzz"), TENANTS("access.TenantsFuzz"), LEDGER("access.LedgerFuzz"),
    CONFIG("ops.ConfigFuzz"), MANIFEST("fuzz.ManifestFuzz");

    private static final String ROOT = "dev.visemux.relay.";
    private final String className;

    Target(String className) {
        this.className = ROOT + className;
    }

    static Target named(String name) {
        return Arrays.stream(values()).filter(target -> target.toString().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("there is no target '" + name + "'; there are " + Arrays.toString(values())));
    }

    String className() {
        return className;
    }

    Path seedFolder() {
        return Settings.home().resolve("relay/src/test/resources/fuzz").resolve(toString());
    }

    List<Path> seeds() throws IOException {
        try (Stream<Path> files = Files.list(seedFolder())) {
            return files.sorted().toList();
        }
    }

    /** Runs these inputs in this JVM, without Jazzer; throws what one of them finds. */
    void replay(List<Path> inputs) throws IOException {
        call("fuzzerInitialize");
        try {
            for (Path input : inputs) {
                call("fuzzerTestOneInput", Files.readAllBytes(input));
            }
        } finally {
            call("fuzzerTearDown");
        }
    }

    /** As Jazzer does: of the three, a target need have but the second. */
    private void call(String name, Object... arguments) {
        try {
            for (Method method : Class.forName(className).getMethods()) {
                if (method.getName().equals(name)) {
                    method.invoke(null, arguments);
                }
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(this + " found: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
