// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.Settings;
import dev.visemux.relay.ops.SettingsReference;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the settings and prints what is in force, or everything that is wrong. */
@Command(name = "check-config", mixinStandardHelpOptions = true,
        description = {"Read the settings, the environment's included, and print what is in force, secrets masked.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the settings are good", "1:they are not; every fault is on standard error", "2:wrong options"})
final class CheckConfigCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "Default: config/relay.yaml")
    private Path file;

    @Option(names = "--reference",
            description = "Print every setting with its meaning, kind, limits and default (deploy/CONFIGURATION.md).")
    private boolean reference;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(reference ? SettingsReference.print() : Settings.load(file, System.getenv()).print());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
