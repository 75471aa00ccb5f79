// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.access.TenantKey;
import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Tenant keys. */
@Command(name = "keys", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "(create | list | revoke | rotate)",
        description = "Make, list, revoke and replace tenant keys. A running relay follows at once.")
final class KeysCommand {
    private static final String TENANT = "Up to 64 letters, digits, '.', '_' and '-'.";
    private static final String ID = "The first digits of the key's SHA-256, as keys list shows them.";
    private static final String FILE = "The tenants file. Default: tenants.file of the settings.";

    @Spec
    private CommandSpec spec;

    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return TenantKey.time(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' " + e.getMessage());
            }
        }
    }

    @Command(name = "create", mixinStandardHelpOptions = true,
            description = {"Make a key of a tenant, who is made where missing, as is the file: all providers and scopes, "
                + "no limits.",
                "The key is printed once; the file keeps its SHA-256. A running relay accepts it at once.", ""},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the key is on standard output", "1:no key was made", "2:wrong options"})
    int create(
            @Parameters(paramLabel = "TENANT", description = TENANT) String tenant,
            @Option(names = "--expires", paramLabel = "TIME", converter = Time.class,
                    description = "From this day (or moment) on the key opens nothing: 2027-01-31, 2027-01-31T12:00:00Z. Default: never.")
            Instant expires,
            @Option(names = "--file", paramLabel = "FILE", description = FILE) Path file) throws IOException {
        return tellKey(TenantKeys.create(target(file), tenant, expires), tenant, file);
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
            description = {"A line for each key: tenant, id, created, expires, state (active, expired or disabled).", ""},
            exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:listed", "1:the file cannot be read", "2:wrong options"})
    int list(
            @Parameters(paramLabel = "TENANT", arity = "0..1", description = "Only this one's.") String tenant,
            @Option(names = "--file", paramLabel = "FILE", description = FILE) Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String row = "%-16s %-8s  %-10s  %-20s  %s%n";
        out.printf(row, "TENANT", "ID", "CREATED", "EXPIRES", "STATE");
        for (TenantKey key : TenantKeys.list(target(file))) {
            if (tenant == null || tenant.equals(key.tenant().name())) {
                out.printf(row, key.tenant(), key.id(), key.created() == null ? "-" : key.created(),
                        key.expires() == null ? "never" : key.expires(), state(key));
            }
        }
        out.flush();
        return 0;
    }

    private static String state(TenantKey key) {
        return !key.tenant().enabled() ? "disabled" : key.hasExpired(Instant.now()) ? "expired" : "active";
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true,
            description = {"Take a key out of the tenants file. Signed URLs that it asked for still open until they expire.", ""},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the key is gone", "1:nothing was changed", "2:wrong options"})
    int revoke(
            @Parameters(paramLabel = "TENANT", description = TENANT) String tenant,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--file", paramLabel = "FILE", description = FILE) Path file) throws IOException {
        TenantKeys.revoke(target(file), tenant, id);
        spec.commandLine().getErr().println("key " + id + " of " + tenant + " is revoked in " + target(file));
        return 0;
    }

    @Command(name = "rotate", mixinStandardHelpOptions = true,
            description = {"Make a new key of a tenant and have the old ones (or the one named) expire after the overlap.", ""},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the new key is on standard output", "1:nothing was changed", "2:wrong options"})
    int rotate(
            @Parameters(paramLabel = "TENANT", description = TENANT) String tenant,
            @Parameters(paramLabel = "ID", arity = "0..1", description = ID + " Default: all that the tenant has.") String id,
            @Option(names = "--overlap-hours", paramLabel = "N", defaultValue = "24",
                    description = "Hours for which the old ones still open. Default: ${DEFAULT-VALUE}.") int hours,
            @Option(names = "--file", paramLabel = "FILE", description = FILE) Path file) throws IOException {
        if (hours < 0) {
            throw new IllegalArgumentException("--overlap-hours is " + hours + "; it must be 0 or more");
        }
        return tellKey(TenantKeys.rotate(target(file), tenant, id, Duration.ofHours(hours), Instant.now()), tenant, file);
    }

    private int tellKey(String key, String tenant, Path file) {
        spec.commandLine().getErr().println("a new key of " + tenant + " in " + target(file));
        spec.commandLine().getOut().println(key);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private static Path target(Path file) {
        return file == null ? Settings.load(null, System.getenv()).config().tenants().file() : file;
    }
}
