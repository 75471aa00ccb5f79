// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.bench.load.CompareCommand;
import dev.visemux.bench.load.LoadCommand;
import dev.visemux.bench.load.LoadUpstreamCommand;
import dev.visemux.bench.load.SoakCommand;
import dev.visemux.relay.ops.ConfigException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that show and measure the relay. Standard output holds only their answer. */
@Command(name = "./run", mixinStandardHelpOptions = true, subcommands = {
        DemoCommand.class, FakeUpstreamCommand.class, BenchCommand.class, LoadCommand.class, SoakCommand.class,
        CompareCommand.class, LoadUpstreamCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main())
                .setUsageHelpWidth(110)
                .setExecutionExceptionHandler((fault, command, _) -> explain(fault, command))
                .execute(arguments));
    }

    /** What a user can cure is told in a sentence; only a fault of ours shows where it happened. */
    private static int explain(Exception fault, CommandLine command) {
        if (fault instanceof IOException || fault instanceof ConfigException) {
            command.getErr().println(command.getCommandName() + ": " + fault.getMessage());
        } else {
            fault.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
