// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that show and measure the relay. */
@Command(name = "visemux", mixinStandardHelpOptions = true, subcommands = {
        DemoCommand.class, FakeUpstreamCommand.class, BenchCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
