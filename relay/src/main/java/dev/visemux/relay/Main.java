// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.Build;
import dev.visemux.relay.ops.ConfigException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line. Standard output holds only the product's answer; everything else goes to standard error. */
@Command(description = "Visemux muxes lip-sync visemes into live voice-AI streams.",
        mixinStandardHelpOptions = true, version = "Visemux " + Build.VERSION,
        subcommands = {RelayCommand.class, VisemesCommand.class, KeysCommand.class, SignCommand.class, UsageCommand.class,
            CheckConfigCommand.class, MetricsCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        if (code != ExitCode.OK) {
            System.exit(code);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCommandName(System.getProperty("visemux.command", "./run"))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((fault, command, _) -> explain(fault, command));
    }

    /** What a user can cure is told in a sentence; only a fault of ours shows where it happened. */
    private static int explain(Exception fault, CommandLine command) {
        if (fault instanceof ConfigException || fault instanceof IllegalArgumentException || fault instanceof IOException) {
            command.getErr().println(command.getCommandName() + ": " + fault.getMessage());
        } else {
            fault.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }
}
