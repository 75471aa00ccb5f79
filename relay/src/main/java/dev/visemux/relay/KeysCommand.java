// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.Settings;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tenant keys. */
@Command(name = "keys", mixinStandardHelpOptions = true, description = "Make tenant keys.", synopsisSubcommandLabel = "create")
final class KeysCommand {
    @Spec
    private CommandSpec spec;

    @Command(name = "create", mixinStandardHelpOptions = true,
            description = {"Make a key of a tenant, who is made where missing, as is the file: all providers and scopes, no limits.",
                "The key is printed once; the file keeps its SHA-256. A running relay accepts it at once.", ""},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the key is on standard output", "1:no key was made", "2:wrong options"})
    int create(
            @Parameters(paramLabel = "TENANT", description = "Up to 64 letters, digits, '.', '_' and '-'.") String tenant,
            @Option(names = "--file", paramLabel = "FILE",
                    description = "The tenants file. Default: tenants.file of the settings.") Path file) throws IOException {
        Path target = file == null ? Settings.load(null, System.getenv()).config().tenants().file() : file;
        String key = TenantKeys.create(target, tenant);
        spec.commandLine().getErr().println("a new key of " + tenant + " in " + target);
        spec.commandLine().getOut().println(key);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
